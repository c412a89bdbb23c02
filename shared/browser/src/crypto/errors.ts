/**
 * Refusals of the cryptographic core: what is malformed, what does not verify.
 *
 * Twin of shared/crypto/errors.py. `slug` is the stable name of the check that failed; a message
 * never repeats what was sent. No network, no DOM, no clock.
 */

/** Base of every expected refusal; `message` is safe to show to anybody. */
export class Refusal extends Error {
  readonly slug: string;

  constructor(what: string, slug: string) {
    super(what);
    this.slug = slug;
  }
}

/** What was sent is not written in the one form that is accepted. */
export class MalformedBytes extends Refusal {
  override readonly name = "MalformedBytes";

  constructor(what: string, slug = "malformed") {
    super(what, slug);
  }
}

/** What was sent is well formed, but a proof, signature, hash or rule does not hold. */
export class VerificationFailed extends Refusal {
  override readonly name = "VerificationFailed";

  constructor(what: string, slug = "verification-failed") {
    super(what, slug);
  }
}
