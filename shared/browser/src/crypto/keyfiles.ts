/**
 * Key files: a JSON document under a passphrase.
 *
 * Twin of shared/crypto/keyfile.py and shared/crypto/scrutineer_key.py, with the same vectors. A
 * wrong passphrase and a damaged file are told apart: a checksum over the whole file shows damage
 * before anything is computed, a check value a wrong passphrase before anything is decrypted.
 * Argon2id is libsodium's, AES-256-GCM the browser's own. libsodium knows one lane only, which is
 * what our programs write; another file is refused by a name of its own.
 * No network, no DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, equal, hex, type Random, unhex, utf8 } from "./bytes.ts";
import { Refusal } from "./errors.ts";
import { framedHash } from "./framing.ts";
import { b64, canonical, decode, integer, type Json, string, unb64 } from "./jsontext.ts";
import { SigningKey } from "./signingkeys.ts";
import { calculateLong } from "./sodium.ts";

/** The file is whole, but this passphrase does not open it. */
export class WrongPassphrase extends Refusal {
  constructor() {
    super("The passphrase does not open this key file. Type it again.", "wrong_passphrase");
  }
}

/** The file is not a key file, or not as it was written. */
export class DamagedKeyFile extends Refusal {
  constructor() {
    super("This is not a whole key file. Use the other copy of it.", "damaged_key_file");
  }
}

/** The file may be whole, but this browser cannot do what it asks for. */
export class KeyFileTooHard extends Refusal {
  constructor() {
    super("This browser cannot open this key file. Use the command line.", "key_file_too_hard");
  }
}

/** The file is a whole key file, of somebody or something else. */
export class OtherKeyFile extends Refusal {
  constructor(what = "This is not a scrutineer's key file. Choose the right one.") {
    super(what, "other_key_file");
  }
}

/** What was chosen opens, but is not the file that was to be saved. */
export class NotTheSavedFile extends Refusal {
  constructor() {
    super("This is not the file that was just saved. Choose the newest one.", "not_the_saved_file");
  }
}

/** A new key file needs a passphrase that cannot be tried out. */
export class PassphraseTooShort extends Refusal {
  constructor() {
    super(
      `The passphrase needs at least ${MIN_PASSPHRASE} characters.`,
      "passphrase_too_short",
    );
  }
}

/** What one try at the passphrase costs: as in Python, RFC 9106's for 64 MiB, in one lane. */
export const COST = { memoryKib: 65536, iterations: 3 } as const;

export const MIN_PASSPHRASE = 12;

/** Longer than any file of ours: a trustee's remembers every box. */
export const MAX_FILE_CHARACTERS = 16_000_000;

const TYPE = "ostraka/keyfile";
const SCRUTINEER_TYPE = "ostraka/scrutineer-key";
const HEADER =
  "type version memory_kib iterations lanes salt check nonce".split(" ");
const FIELDS = [...HEADER, "box", "checksum"];
const [KEY_BYTES, SALT_BYTES, NONCE_BYTES, CHECK_BYTES] = [32, 16, 12, 16];
const SEED = /^[0-9a-f]{64}$/;

type Fields = { [name: string]: Json };

/** A key file before its passphrase is tried. */
interface Sealed {
  readonly header: Fields;
  readonly memoryKib: number;
  readonly iterations: number;
  readonly lanes: number;
  readonly salt: Bytes;
  readonly check: Bytes;
  readonly nonce: Bytes;
  readonly box: Bytes;
}

/**
 * Return the text of a key file that holds `document`.
 *
 * Salt and nonce are fresh each time, so two files of one document share nothing. What comes out
 * has been read as `openKey` reads it.
 *
 * @throws PassphraseTooShort if it has fewer than 12 characters
 * @throws DamagedKeyFile if `document` would make a file that `openKey` refuses for ever
 */
export async function sealKey(
  document: unknown,
  passphrase: string,
  random: Random,
  cost: { readonly memoryKib: number; readonly iterations: number } = COST,
): Promise<string> {
  if (Array.from(passphrase).length < MIN_PASSPHRASE) throw new PassphraseTooShort();
  const plain = canonical(document);
  const [salt, nonce] = [random(SALT_BYTES), random(NONCE_BYTES)];
  const { memoryKib, iterations } = cost;
  const master = masterKey({ memoryKib, iterations, lanes: 1, salt }, passphrase);
  const check = framedHash("ostraka/v1/keyfile-check", master).subarray(0, CHECK_BYTES);
  const key = framedHash("ostraka/v1/keyfile-key", master);
  master.fill(0);
  const header = {
    type: TYPE,
    version: 1,
    memory_kib: memoryKib,
    iterations,
    lanes: 1,
    salt: b64(salt),
    check: b64(check),
    nonce: b64(nonce),
  };
  const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  key.fill(0);
  const method = { name: "AES-GCM", iv: nonce, additionalData: canonical(header) };
  const box = new Uint8Array(await crypto.subtle.encrypt(method, imported, plain));
  plain.fill(0);
  const whole = { ...header, box: b64(box) };
  const text = asText(canonical({ ...whole, checksum: hex(sha256(canonical(whole))) }));
  parse(text);
  return text;
}

/**
 * Return the document of a key file.
 *
 * @throws DamagedKeyFile if it is no key file, changed since it was written, or of an absurd cost
 * @throws WrongPassphrase if it is whole, but not under this passphrase
 * @throws KeyFileTooHard if it has several lanes, or needs more memory than the browser gives
 */
export async function openKey(text: string, passphrase: string): Promise<Fields> {
  const sealed = parse(text);
  const master = masterKey(sealed, passphrase);
  const expected = framedHash("ostraka/v1/keyfile-check", master).subarray(0, CHECK_BYTES);
  const key = framedHash("ostraka/v1/keyfile-key", master);
  master.fill(0);
  try {
    if (!equal(sealed.check, expected)) throw new WrongPassphrase();
    return await decrypted(key, sealed);
  } finally {
    key.fill(0);
  }
}

/**
 * Return the text of a scrutineer's key file that holds the signing key of `seed`.
 *
 * @param seed 32 bytes; the caller overwrites them
 * @throws PassphraseTooShort as `sealKey`
 */
export function sealScrutineerKey(
  seed: Bytes,
  passphrase: string,
  random: Random,
  cost: Parameters<typeof sealKey>[3] = COST,
): Promise<string> {
  const document = { type: SCRUTINEER_TYPE, version: 1, seed: hex(seed) };
  return sealKey(document, passphrase, random, cost);
}

/**
 * Return the signing key in a scrutineer's key file; wipe it when it has signed.
 *
 * @throws Refusal as `openKey`; OtherKeyFile if it holds something else
 */
export async function openScrutineerKey(text: string, passphrase: string): Promise<SigningKey> {
  const document = await openKey(text, passphrase);
  const { type, version, seed } = document;
  const known = type === SCRUTINEER_TYPE && version === 1 && Object.keys(document).length === 3;
  if (!known || typeof seed !== "string" || !SEED.test(seed)) throw new OtherKeyFile();
  const bytes = unhex(seed);
  try {
    return new SigningKey(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** Return the parts of a whole key file of a fair cost; the passphrase is not needed. */
function parse(text: string): Sealed {
  if (text.length > MAX_FILE_CHARACTERS) throw new DamagedKeyFile();
  return undamaged(() => {
    const whole = fieldsOf(decode(text));
    const header = Object.fromEntries(HEADER.map((name) => [name, whole[name] ?? null]));
    const sized = (name: string, size?: number): Bytes => {
      const content = unb64(string(whole[name]));
      if (size !== undefined && content.length !== size) throw new DamagedKeyFile();
      return content;
    };
    return {
      header,
      memoryKib: integer(whole["memory_kib"], 8192, 1_048_576),
      iterations: integer(whole["iterations"], 1, 16),
      lanes: integer(whole["lanes"], 1, 16),
      salt: sized("salt", SALT_BYTES),
      check: sized("check", CHECK_BYTES),
      nonce: sized("nonce", NONCE_BYTES),
      box: sized("box"),
    };
  });
}

/** Return the fields of a key file whose checksum holds. */
function fieldsOf(whole: Json): Fields {
  const fields = objectOf(whole);
  const names = Object.keys(fields);
  const known = names.length === FIELDS.length && FIELDS.every((name) => names.includes(name));
  const { type, version, checksum, ...rest } = fields;
  if (!known || type !== TYPE || version !== 1) throw new DamagedKeyFile();
  const summed = canonical({ ...rest, type, version });
  if (checksum !== hex(sha256(summed))) throw new DamagedKeyFile();
  return fields;
}

/** Return what Argon2id makes of the passphrase, which is taken in NFC. */
function masterKey(
  { lanes, iterations, memoryKib, salt }: Omit<Sealed, "header" | "check" | "nonce" | "box">,
  passphrase: string,
): Bytes {
  if (lanes !== 1) throw new KeyFileTooHard();
  if (/[\ud800-\udfff]/u.test(passphrase)) throw new WrongPassphrase();
  const typed = utf8(passphrase.normalize("NFC"));
  const made = calculateLong(KEY_BYTES, [typed, salt], (s, out, at = 0, salted = 0) => {
    const algorithm = 2; // Argon2id 1.3
    const length = typed.length;
    const memory = memoryKib * 1024;
    return s._crypto_pwhash(
      out, KEY_BYTES, 0, at, length, 0, salted, iterations, 0, memory, algorithm,
    );
  });
  typed.fill(0);
  if (made === undefined) throw new KeyFileTooHard();
  return made;
}

/** Return the document in the box; everything else in the file is authenticated with it. */
async function decrypted(key: Bytes, { header, nonce, box }: Sealed): Promise<Fields> {
  const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const method = { name: "AES-GCM", iv: nonce, additionalData: canonical(header) };
  let plain: Bytes | undefined;
  try {
    plain = new Uint8Array(await crypto.subtle.decrypt(method, imported, box));
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
    return objectOf(decode(text));
  } catch {
    throw new DamagedKeyFile();
  } finally {
    plain?.fill(0);
  }
}

/** Return what `read` returns; whatever it does not like means that the file is damaged. */
function undamaged<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) throw new DamagedKeyFile();
    throw error;
  }
}

function objectOf(value: Json): Fields {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new DamagedKeyFile();
  }
  return value;
}

function asText(content: Bytes): string {
  return new TextDecoder().decode(content);
}
