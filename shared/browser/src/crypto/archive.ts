/**
 * The archive of a closed box (`UUID.bel`), read as it comes in: one entry is in memory at a time.
 *
 * Twin of the reading half of shared/crypto/entries.py and archive.py, container checks 1 to 5, and
 * narrower: a box publishes Setup, ballots and EndBallots, so nothing else is taken. Every block is
 * written again and compared, every event is the one text it can be. Proofs are the verifier's
 * business. No network, no DOM, no clock.
 */
import { type Bytes, equal, hex, joined, utf8 } from "./bytes.ts";
import { VerificationFailed } from "./errors.ts";
import { encode } from "./jsontext.ts";

/** What a closed archive holds, its ballots as their trackers only. */
export interface ClosedArchive {
  readonly electionText: string;
  readonly credentialsText: string;
  /** Hex SHA-256 of each ballot, in the archive's order. */
  readonly trackers: readonly string[];
}

/** What an archive begins with. */
export interface Setup {
  readonly electionText: string;
  readonly trusteesText: string;
  readonly credentialsText: string;
}

/** What whoever reads may look at meanwhile; what it throws ends the reading. */
export interface Watching {
  /** Called before the first ballot. */
  readonly setup?: (setup: Setup) => void;
  /** Called with the text of each ballot. */
  readonly ballot?: (text: string) => void;
  /** Called with the number of bytes read. */
  readonly progress?: (bytes: number) => void;
}

interface Entry {
  readonly digest: string;
  readonly text: string;
  readonly isEvent: boolean;
}

const BLOCK = 512;
const MAX_ENTRY_BYTES = 2 ** 27;
const HEADER_NAME = "BELENIOS";
const NAME = /^([0-9a-f]{64})\.(event|data)\.json$/;
const OCTAL = /^[0-7]{11}$/;
const SETUP_DATA = 4;

/**
 * Return the content of the closed archive that `chunks` bring.
 *
 * @throws VerificationFailed (slug `archive`) at the first check that fails
 */
export async function readClosedArchive(
  chunks: AsyncIterable<Uint8Array>,
  watching: Watching = {},
): Promise<ClosedArchive> {
  const source = new Source(chunks);
  const time = await readHeader(source);
  const chain = new Chain(watching);
  for (;;) {
    const entry = await readEntry(source, time);
    if (entry === undefined) return chain.closed();
    chain.take(entry);
    watching.progress?.(source.taken);
  }
}

/** The events of an archive and the data before each of them. */
class Chain {
  readonly #watching: Watching;
  #data: Entry[] = [];
  #parent: string | undefined;
  #height = 0;
  #setup: readonly Entry[] = [];
  readonly #trackers: string[] = [];
  #ended = false;

  constructor(watching: Watching) {
    this.#watching = watching;
  }

  take(entry: Entry): void {
    if (this.#ended) throw broken("Something stands behind the end of voting.");
    if (!entry.isEvent) {
      this.#data.push(entry);
      if (this.#data.length > SETUP_DATA) throw broken("Data belongs to no event.");
      return;
    }
    const data = this.#data;
    this.#data = [];
    if (this.#height === 0) this.#takeSetup(data);
    else if (data.length === 0) this.#ended = true;
    else this.#takeBallot(data);
    const type = this.#height === 0 ? "Setup" : this.#ended ? "EndBallots" : "Ballot";
    const event = {
      ...(this.#parent === undefined ? {} : { parent: this.#parent }),
      height: this.#height,
      type,
      ...(data.length === 0 ? {} : { payload: data[data.length - 1]?.digest }),
    };
    if (encode(event) !== entry.text) throw broken("An event is not what it has to be.");
    this.#parent = entry.digest;
    this.#height++;
  }

  /** Return the content, if the archive is at its end. */
  closed(): ClosedArchive {
    if (!this.#ended) throw broken("The archive has no end.");
    const [election, , credentials] = this.#setup;
    return {
      electionText: election?.text ?? "",
      credentialsText: credentials?.text ?? "",
      trackers: this.#trackers,
    };
  }

  #takeSetup(data: readonly Entry[]): void {
    const [election, trustees, credentials, payload] = data;
    const referred = {
      election: election?.digest,
      trustees: trustees?.digest,
      credentials: credentials?.digest,
    };
    if (data.length !== SETUP_DATA || payload?.text !== encode(referred)) {
      throw broken("The archive does not begin with its Setup.");
    }
    this.#setup = data;
    this.#watching.setup?.({
      electionText: election?.text ?? "",
      trusteesText: trustees?.text ?? "",
      credentialsText: credentials?.text ?? "",
    });
  }

  #takeBallot([ballot, ...more]: readonly Entry[]): void {
    if (ballot === undefined || more.length > 0) throw broken("A ballot has other data beside it.");
    this.#trackers.push(ballot.digest);
    this.#watching.ballot?.(ballot.text);
  }
}

/** Bytes that come in pieces of any length, handed out in pieces of the wanted one. */
class Source {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  taken = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Return the next `length` bytes; fewer only at the end. */
  async take(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let missing = length;
    while (missing > 0) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#chunks.next();
        if (done === true) break;
        this.#rest = value;
      }
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    this.taken += length - missing;
    return parts.length === 1 ? (parts[0] as Uint8Array) : joined(...parts);
  }
}

/** Return the time of the first entry, which says version and time; all others bear it too. */
async function readHeader(source: Source): Promise<number> {
  const blocks = await readBlocks(source);
  const content = encode({ version: 1, timestamp: `${blocks?.time ?? 0}` });
  if (blocks?.name !== HEADER_NAME || !equal(blocks.content, utf8(content))) {
    throw broken("The file has no Belenios header.");
  }
  return blocks.time;
}

async function readEntry(source: Source, time: number): Promise<Entry | undefined> {
  const blocks = await readBlocks(source);
  if (blocks === undefined) return undefined;
  const [, digest, kind] = NAME.exec(blocks.name) ?? [];
  if (digest === undefined || blocks.time !== time) throw broken("An entry has another form.");
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", blocks.content));
  if (hex(hash) !== digest) throw broken("A content is not what its name says.");
  return { digest, text: decoded(blocks.content), isEvent: kind === "event" };
}

function decoded(content: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw broken("A content is not UTF-8.");
  }
}

interface Blocks {
  readonly name: string;
  readonly time: number;
  readonly content: Bytes;
}

/** Return the next entry's name, time and content; undefined at the end of the file. */
async function readBlocks(source: Source): Promise<Blocks | undefined> {
  const block = await source.take(BLOCK);
  if (block.length === 0) return undefined;
  const name = latin(block, 0, 100).replace(/\0+$/, "");
  const [size, time] = [octal(latin(block, 124, 135)), octal(latin(block, 136, 147))];
  if (size > MAX_ENTRY_BYTES) throw broken("An entry has an impossible size.");
  const content = Uint8Array.from(await source.take(size));
  const padding = await source.take((BLOCK - (size % BLOCK)) % BLOCK);
  const whole = content.length === size && padding.length === (BLOCK - (size % BLOCK)) % BLOCK;
  if (!whole || !equal(block, headerBlock(name, size, time)) || padding.some(Boolean)) {
    throw broken("An entry is not written as it must be.");
  }
  return { name, time, content };
}

/** Return the one header block of these values: whatever else could be hidden there is not. */
function headerBlock(name: string, size: number, time: number): Bytes {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => block.set(utf8(text), at);
  put(0, name.slice(0, 100));
  for (const [at, text] of [[100, "0000644"], [108, "0000000"], [116, "0000000"]] as const) {
    put(at, text);
  }
  put(124, size.toString(8).padStart(11, "0"));
  put(136, time.toString(8).padStart(11, "0"));
  put(148, " ".repeat(8));
  put(156, "0");
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}

function latin(block: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...block.subarray(from, to));
}

function octal(text: string): number {
  if (!OCTAL.test(text)) throw broken("A block is no entry header.");
  return parseInt(text, 8);
}

function broken(what: string): VerificationFailed {
  return new VerificationFailed(what, "archive");
}
