/**
 * What the page that makes a scrutineer's key and its worker say to each other, and nothing else.
 *
 * The passphrase and the content of a key file go to the worker only; from it come the key file,
 * encrypted, and, once that was saved and opened again, the public key.
 */
import type { SavedFile } from "./trusteemessages.ts";

/** What the page may ask, by kind. */
export interface KeyRequests {
  /** Make a key; the answer is to be saved. */
  make: { readonly passphrase: string };
  /** See whether the file that was chosen is the one that was to be saved, and opens. */
  prove: { readonly file: string; readonly passphrase: string };
}

/** What it is told, by the kind of its request. */
export interface KeyAnswers {
  make: SavedFile;
  /** The public key, 64 hex digits. */
  prove: { readonly key: string };
}

export type KeyKind = keyof KeyRequests;

/** One question of the page. */
export type KeyMessage = {
  [K in KeyKind]: { readonly id: number; readonly kind: K; readonly request: KeyRequests[K] };
}[KeyKind];
