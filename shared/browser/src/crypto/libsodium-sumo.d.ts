/** What we call of the raw library; the package itself comes without types. */
declare module "libsodium-sumo" {
  type Take1 = (out: number, a: number) => number;
  type Scalar1 = (out: number, a: number) => void;
  type Scalar2 = (out: number, a: number, b: number) => void;
  type Take2 = (out: number, a: number, b: number) => number;

  export interface Libsodium {
    readonly HEAPU8: Uint8Array;
    _malloc(size: number): number;
    _free(place: number): void;
    _sodium_init(): number;
    _crypto_core_ed25519_is_valid_point(point: number): number;
    _crypto_core_ed25519_add: Take2;
    _crypto_core_ed25519_sub: Take2;
    _crypto_core_ed25519_scalar_reduce: Scalar1;
    _crypto_core_ed25519_scalar_add: Scalar2;
    _crypto_core_ed25519_scalar_sub: Scalar2;
    _crypto_core_ed25519_scalar_mul: Scalar2;
    _crypto_scalarmult_ed25519_base_noclamp: Take1;
    _crypto_scalarmult_ed25519_noclamp: Take2;
    /** Numbers of 64 bits are two arguments, the lower half first; memory is in bytes. */
    _crypto_pwhash(
      out: number, outLow: number, outHigh: number,
      typed: number, typedLow: number, typedHigh: number,
      salt: number, passesLow: number, passesHigh: number, memory: number, algorithm: number,
    ): number;
    _crypto_sign_seed_keypair(out: number, secret: number, seed: number): number;
    _crypto_sign_detached(
      out: number, length: number,
      message: number, messageLow: number, messageHigh: number, secret: number,
    ): number;
  }

  export default function instantiate(options: {
    getRandomValue: () => number;
  }): Promise<Libsodium>;
}
