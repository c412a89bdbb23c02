/**
 * A trustee's program inside the worker: documents in, messages out.
 *
 * Twin of shared/cli/trustee/keyholder.py, and the key file is the same: whoever began here may go
 * on with `ostraka trustee`, and the other way round. What differs is the medium. A page cannot
 * write a file by itself, so a new content is handed out to be saved, and counts only when the
 * saved file was chosen and opened again (`prove`); nothing that it is needed for leaves before.
 *
 * Saved are the seed of the key, then the deal and what was seen before it, then the finished key.
 * The commitment in between follows from the seed and everybody's certificates, the output is found
 * again on the board, in this trustee's letter to itself; a rehearsal needs nothing kept, because
 * its numbers follow from the key. Of each box that is decrypted T is
 * saved, before the share is even made: one box, one tally, for ever (PROTOCOL P4).
 */
import { equal, type Random, unhex } from "../crypto/bytes.ts";
import { MalformedBytes, Refusal, VerificationFailed } from "../crypto/errors.ts";
import { powerOfG } from "../crypto/group.ts";
import { decode, type Json, string } from "../crypto/jsontext.ts";
import { NotTheSavedFile, openKey, sealKey } from "../crypto/keyfiles.ts";
import { sixWords } from "../crypto/receipts.ts";
import * as rehearsals from "../crypto/rehearsal.ts";
import { checkShare, makeShare } from "../crypto/shares.ts";
import * as ceremony from "../crypto/trusteesboard.ts";
import { ownerKeys } from "../crypto/trusteesitems.ts";
import * as member from "../crypto/trusteesmember.ts";
import { DealerAtFault, type State } from "../crypto/trusteesstate.ts";
import { same } from "../crypto/turns.ts";
import { addUp, type ClosedTally, openTask, type Task } from "./closedbox.ts";
import {
  boardDocument,
  checkAsked,
  fieldsOf,
  fileName,
  KEY,
  type KeyDocument,
  publicBoard,
  published,
  readDocument,
  remember,
  trusted,
} from "./keydocument.ts";
import type {
  Counted,
  Holding,
  Rehearsed,
  SavedFile,
  Sending,
  Stepped,
  TrusteeProgress,
  TrusteeRequests,
} from "./trusteemessages.ts";

/** The ceremony is not over, or the board's document has not been seen yet. */
export class BoardNotReady extends Refusal {
  constructor() {
    super("Finish the key ceremony first.", "board_not_ready");
  }
}

/** One trustee: the content of a key file, and the passphrase that opened it. */
export class KeyHolder {
  readonly #random: Random;
  readonly #cost: Parameters<typeof sealKey>[3];
  #kept: KeyDocument | undefined;
  /** What has to be saved before it counts. */
  #unsaved: KeyDocument | undefined;
  /** The ceremony's state in view of the last board; what is new in it need not be saved yet. */
  #state: State | undefined;
  #rehearsals: { readonly [meeting: string]: rehearsals.Kept } = {};
  #passphrase = "";
  /** What was verified and added up here, by uuid. */
  readonly #counted = new Map<string, { readonly closed: ClosedTally; readonly task: Task }>();
  /** Shares that were made here: asked again, the same one is given. */
  readonly #shares = new Map<string, string>();
  readonly #progress: (progress: TrusteeProgress) => void;

  constructor(
    random: Random,
    progress: (progress: TrusteeProgress) => void = () => undefined,
    cost?: Parameters<typeof sealKey>[3],
  ) {
    this.#random = random;
    this.#progress = progress;
    this.#cost = cost;
  }

  /** Make the key of a trustee; nothing of it counts until the file was saved and proved. */
  async make(request: TrusteeRequests["make"]): Promise<SavedFile> {
    const page = fieldsOf(decode(request.page));
    const board = publicBoard(page);
    const { number, tallyKey, deskKey, passphrase } = request;
    if (![tallyKey, deskKey].every((key) => KEY.test(key))) {
      throw new MalformedBytes("A public key is 64 hex digits.");
    }
    const document: KeyDocument = {
      type: "ostraka/trustee-file",
      version: 1,
      board: string(page["board"]),
      board_document: null,
      ceremony: member.begin(board.names, board.threshold, number, this.#random),
      desk_key: deskKey,
      memory: {},
      rehearsals: {},
      tally_key: tallyKey,
    };
    this.#kept = undefined;
    return this.#toSave(document, passphrase);
  }

  /** Take the content of a key file, if it is this trustee's on this board. */
  async open(request: TrusteeRequests["open"]): Promise<Holding> {
    const found = readDocument(await openKey(request.file, request.passphrase));
    if (found.board !== request.board || found.ceremony.number !== request.number) {
      throw new Refusal("This key file is of another board or trustee.", "other_trustee");
    }
    return this.#hold(found, request.passphrase);
  }

  /** Return if the chosen file is the one to be saved; from now on its content counts. */
  async prove({ file, passphrase }: TrusteeRequests["prove"]): Promise<Holding> {
    const wanted = this.#unsaved ?? this.#kept; // the same file again changes nothing
    if (wanted === undefined) throw new NotTheSavedFile();
    const typed = passphrase ?? this.#passphrase;
    const found = readDocument(await openKey(file, typed));
    if (!same(found as unknown as Json, wanted as unknown as Json)) throw new NotTheSavedFile();
    return this.#hold(found, typed);
  }

  /**
   * Return what follows from the board: something to send, a file to save, words to compare.
   *
   * @throws BoardChanged, VerificationFailed if somebody cheats; a dealer at fault is an answer
   */
  async step({ page: text }: TrusteeRequests["step"]): Promise<Stepped> {
    const kept = this.#held;
    const board = publicBoard(fieldsOf(decode(text)));
    const pending = ceremony.pending(ceremony.recheck(board));
    const ready = kept.board_document !== null;
    let after: member.Advance;
    try {
      after = await member.advance(this.#state ?? kept.ceremony, board, this.#random);
    } catch (error) {
      if (error instanceof DealerAtFault) return { fault: error.number, ready, pending };
      throw error;
    }
    const { state, step, message } = after;
    if (step !== undefined && message !== undefined) {
      if (step === "polynomial" && kept.ceremony.messages[step] === undefined) {
        return { save: await this.#toSave({ ...kept, ceremony: state }), ready, pending };
      }
      this.#state = state;
      return { send: { step, message }, ready, pending };
    }
    this.#state = state;
    if (state.transcript === null || ready) return { ready, pending };
    return { words: sixWords(unhex(state.transcript)), ready, pending };
  }

  /**
   * Return the finished key file: people said that the transcript's words are the same.
   *
   * @throws VerificationFailed if the signed document is not that of this ceremony
   */
  async agree({ page: text }: TrusteeRequests["agree"]): Promise<SavedFile> {
    const kept = this.#held;
    const page = fieldsOf(decode(text));
    const { state } = await member.advance(
      this.#state ?? kept.ceremony,
      publicBoard(page),
      this.#random,
    );
    if (state.transcript === null) throw new ceremony.CeremonyUnfinished();
    const board_document = boardDocument(page, kept);
    return this.#toSave({ ...kept, ceremony: state, board_document });
  }

  /**
   * Return what follows from the rehearsal for a meeting.
   *
   * @throws BoardNotReady if there is no key yet
   * @throws RehearsalChanged, VerificationFailed if it is another's, or something in it is false
   */
  async rehearse({ meeting, page }: TrusteeRequests["rehearse"]): Promise<Rehearsed> {
    const kept = this.#held;
    if (kept.board_document === null) throw new BoardNotReady();
    const rehearsal = published(meeting, fieldsOf(decode(page)), kept.board_document);
    const pending = rehearsals.pending(rehearsal);
    const x = member.secretShare(kept.ceremony);
    try {
      const { number } = kept.ceremony;
      const begun = this.#rehearsals[meeting];
      const after = rehearsals.advance(begun, number, x, rehearsal, this.#random);
      this.#rehearsals = { ...this.#rehearsals, [meeting]: after.kept };
      const send = sending(after.step, after.message);
      const proved =
        send === undefined && rehearsals.proveCopy(number, x, rehearsal, this.#random);
      return { ...(send === undefined ? {} : { send }), proved, pending };
    } finally {
      x.fill(0);
    }
  }

  /**
   * Verify the closed box and add it up; nothing is decrypted yet.
   *
   * @throws OtherTallyRefused if another tally of this box was decrypted or asked for
   * @throws VerificationFailed, BelowFloor as `openTask` and `addUp`
   */
  async count({ uuid, task: text, archive }: TrusteeRequests["count"]): Promise<Counted> {
    const kept = this.#ready;
    const task = openTask(uuid, fieldsOf(decode(text)), {
      desk: trusted(kept.desk_key),
      tally: trusted(kept.tally_key),
      board: kept.board_document,
    });
    const { ballots } = task.closing;
    const progress = (done: number): void => {
      if (Math.floor((done * 20) / ballots) > Math.floor(((done - 1) * 20) / ballots)) {
        this.#progress({ done, total: ballots });
      }
    };
    const closed = await addUp(task, inPieces(archive), progress);
    checkAsked(kept.memory, uuid, closed.hash, task.asked);
    this.#counted.set(uuid, { closed, task });
    return { title: task.title, ballots, words: sixWords(task.closingDigest) };
  }

  /** Return the key file that remembers the tallies, unless all are remembered already. */
  async consent({ uuids }: TrusteeRequests["consent"]): Promise<{ readonly save?: SavedFile }> {
    const kept = this.#ready;
    let { memory } = kept;
    for (const uuid of uuids) {
      const { closed, task } = this.#countedBox(uuid);
      checkAsked(memory, uuid, closed.hash, task.asked);
      memory = remember(memory, uuid, closed.hash);
    }
    if (uuids.every((uuid) => kept.memory[uuid] === memory[uuid])) return {};
    return { save: await this.#toSave({ ...kept, memory }) };
  }

  /**
   * Return the share of a box whose tally the saved key file remembers.
   *
   * @throws Refusal if it does not, or the key is not this trustee's on the board
   */
  async share({ uuid }: TrusteeRequests["share"]): Promise<{ readonly share: string }> {
    const kept = this.#ready;
    const { closed } = this.#countedBox(uuid);
    if (kept.memory[uuid] !== closed.hash) throw new NotTheSavedFile();
    const made = this.#shares.get(uuid);
    if (made !== undefined) return { share: made };
    const x = member.secretShare(kept.ceremony);
    try {
      const own = ownerKeys(kept.board_document.trustees)[kept.ceremony.number - 1];
      if (own === undefined || !equal(own, powerOfG(x))) {
        throw new VerificationFailed("The key in this file is not that trustee's.", "own-key");
      }
      const share = makeShare(closed, x, this.#random);
      checkShare(share, closed, own);
      this.#shares.set(uuid, share);
      return { share };
    } finally {
      x.fill(0);
    }
  }

  #countedBox(uuid: string): { readonly closed: ClosedTally; readonly task: Task } {
    const counted = this.#counted.get(uuid);
    if (counted === undefined) throw new Refusal("Verify this box first.", "not_counted");
    return counted;
  }

  get #ready(): KeyDocument & { readonly board_document: { digest: string; trustees: string } } {
    const kept = this.#held;
    const { board_document } = kept;
    if (board_document === null) throw new BoardNotReady();
    return { ...kept, board_document };
  }

  get #held(): KeyDocument {
    if (this.#kept === undefined) throw new Refusal("Choose your key file first.", "no_key_file");
    return this.#kept;
  }

  #hold(kept: KeyDocument, passphrase: string): Holding {
    this.#kept = kept;
    this.#unsaved = undefined;
    this.#state = kept.ceremony;
    this.#rehearsals = kept.rehearsals;
    this.#passphrase = passphrase;
    return { number: kept.ceremony.number, ready: kept.board_document !== null };
  }

  async #toSave(document: KeyDocument, passphrase = this.#passphrase): Promise<SavedFile> {
    const text = await sealKey(document, passphrase, this.#random, this.#cost);
    this.#unsaved = document;
    return { name: fileName(document), text };
  }
}

async function* inPieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

function sending(
  step: string | undefined,
  message: Sending["message"] | undefined,
): Sending | undefined {
  return step === undefined || message === undefined ? undefined : { step, message };
}
