/**
 * Merkle trees of RFC 9162 section 2.1 over SHA-256: roots, and proofs of inclusion.
 *
 * Twin of the reading half of shared/crypto/merkle.py: same names, same order, same vectors. Leaves
 * and inner nodes are hashed with different first bytes, so no inner node can be passed off as a
 * leaf. The leaves of a closed box are its trackers, sorted. No network, no DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, equal, joined } from "./bytes.ts";
import { MalformedBytes, VerificationFailed } from "./errors.ts";

export const HASH_BYTES = 32;

/** Return the hash of one leaf. */
export function leafHash(leaf: Uint8Array): Bytes {
  return sha256(joined(Uint8Array.of(0), leaf)) as Bytes;
}

/** Return the hash of an inner node from those of its children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  return sha256(joined(Uint8Array.of(1), left, right)) as Bytes;
}

/** Return the root, 32 bytes; for no leaves the SHA-256 of nothing, as the RFC says. */
export function rootHash(leaves: readonly Uint8Array[]): Bytes {
  return hashAbove(leaves.map(leafHash));
}

/**
 * Return the root over hashes of one level, lowest first: all but the last must stand over equally
 * many leaves, and that many must be a power of two. So a long list can be hashed in pieces.
 */
export function hashAbove(hashes: readonly Bytes[]): Bytes {
  let level = hashes;
  while (level.length > 1) {
    const next: Bytes[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i] as Bytes, level[i + 1]];
      next.push(right === undefined ? left : nodeHash(left, right)); // an odd one out moves up
    }
    level = next;
  }
  return level[0] ?? (sha256(new Uint8Array(0)) as Bytes);
}

/**
 * Return if `leaf` is entry `index` of the tree of `size` leaves under `root`.
 *
 * The steps and names are those of RFC 9162 section 2.1.3.2: `fn` is the leaf's index and `sn` that
 * of the last leaf, at each level.
 *
 * @param proof sibling hashes, lowest level first
 * @throws MalformedBytes if `index` is not in the tree (of at most 2^31 - 1), or a hash has not
 *   32 bytes
 * @throws VerificationFailed if the proof has the wrong length or leads to another root
 */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): void {
  if (!Number.isInteger(index) || index < 0 || index >= size || size > 0x7fffffff) {
    throw new MalformedBytes("The leaf's index is outside the tree.");
  }
  if ([...proof, root].some((hash) => hash.length !== HASH_BYTES)) {
    throw new MalformedBytes("The hashes of a proof have 32 bytes each.");
  }
  let [fn, sn, r] = [index, size - 1, leafHash(leaf)];
  for (const p of proof) {
    if (sn === 0) throw new VerificationFailed("The inclusion proof is too long.");
    if (fn & 1 || fn === sn) {
      r = nodeHash(p, r);
      while (fn !== 0 && !(fn & 1)) [fn, sn] = [fn >> 1, sn >> 1];
    } else {
      r = nodeHash(r, p);
    }
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  if (sn !== 0 || !equal(r, root)) {
    throw new VerificationFailed("The inclusion proof does not lead to the published root.");
  }
}
