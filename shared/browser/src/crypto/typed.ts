/**
 * Slip codes as people type them and scanners send them (PROTOCOL P10).
 *
 * `readSlip` is the twin of `read_slip` in shared/crypto/credentials.py; `typedSlip` says the same
 * of a text that is still being typed, group by group. Base58 has no 0, O, I and l, so whoever
 * types one of them misread something: `LOOK_ALIKES` says what, and the check character decides.
 * Full-width letters, spaces, other dashes and the address around a scanned code change nothing.
 * No network, no DOM, no clock.
 */
import {
  ALPHABET,
  BadSlip,
  checkCharacter,
  GROUP_SIZES,
  grouped,
  type Slip,
} from "./credentials.ts";

/** `open`: not all of it is typed. `unchecked`: its check character is not. */
export type GroupState = "open" | "unchecked" | "right" | "wrong";

/** One group of a code, corrected where its check character says how. */
export interface TypedGroup {
  readonly text: string;
  readonly state: GroupState;
}

/** What was typed so far. */
export interface TypedSlip {
  /** The class letter, or "" before anything is typed; "?" if what stands there is no letter. */
  readonly letter: string;
  /** Always four. */
  readonly groups: readonly TypedGroup[];
  readonly checks: string;
  /** Set as soon as all of it is there and right. */
  readonly slip: Slip | undefined;
}

const LOOK_ALIKES: Readonly<Record<string, string>> = { 0: "oQD", O: "oQD", I: "1i", l: "1L" };
const LETTERS = GROUP_SIZES.reduce((sum, size) => sum + size, 0);
const WHOLE = 1 + LETTERS + GROUP_SIZES.length;
const PARTS = 1 + GROUP_SIZES.length + 1;
const BETWEEN = /[^0-9A-Za-z]+/;
const LETTER = /^[A-Z]$/;

/**
 * Return what is on the slip that `text` was typed or scanned from.
 *
 * @throws BadSlip if that is not all of a slip, or a group does not fit its check character; then
 *   `group` and the message say which one
 */
export function readSlip(text: string): Slip {
  const separate = separated(text);
  const all = separate.join("");
  if (all.length !== WHOLE) {
    const parts = separate.length === PARTS ? separate : [];
    const wrong = GROUP_SIZES.findIndex((size, i) => parts[i + 1]?.length !== size);
    throw new BadSlip(parts.length === 0 || wrong < 0 ? undefined : wrong + 1);
  }
  const [letter = "", ...rest] = counted(all);
  if (!LETTER.test(letter)) {
    throw new BadSlip(
      undefined,
      "The slip code begins with the letter of its class. Type that letter first.",
    );
  }
  const groups = GROUP_SIZES.map((size, i) => {
    const group = typedGroup(i, size, rest[i] ?? "", rest[GROUP_SIZES.length]?.charAt(i) ?? "");
    if (group.state !== "right") throw new BadSlip(i + 1);
    return group.text;
  });
  return { letter, code: groups.join("-") };
}

/**
 * Return what `text`, typed so far, says.
 *
 * A whole slip's letters are counted; of anything else, what stands between dashes or spaces is a
 * group, so that one too short or too long does not move the others.
 */
export function typedSlip(text: string): TypedSlip {
  const [first = "", ...rest] = parts(text);
  const checks = rest[GROUP_SIZES.length] ?? "";
  const groups = GROUP_SIZES.map((size, i) =>
    typedGroup(i, size, rest[i] ?? "", checks.charAt(i)),
  );
  const letter = first === "" || LETTER.test(first) ? first : "?";
  const whole = LETTER.test(letter) && groups.every(({ state }) => state === "right");
  const code = groups.map((group) => group.text).join("-");
  const slip = whole && checks.length === GROUP_SIZES.length ? { letter, code } : undefined;
  return { letter, groups, checks, slip };
}

/** Return class letter, groups and check characters of `text`, as far as they are there. */
function parts(text: string): string[] {
  const separate = separated(text);
  const all = separate.join("");
  const [first = "", second = ""] = separate;
  const begun = separate.length > 2 || second.length <= (GROUP_SIZES[0] ?? 0);
  if (all.length !== WHOLE && (separate.length === PARTS || (first.length === 1 && begun))) {
    return [first.toUpperCase(), ...separate.slice(1)];
  }
  return counted(all);
}

/** Return what stands between separators, behind the last `#`. */
function separated(text: string): string[] {
  const plain = text.normalize("NFKC");
  return plain.slice(plain.lastIndexOf("#") + 1).split(BETWEEN).filter(Boolean);
}

/** Return class letter, groups and check characters by counting letters. */
function counted(all: string): string[] {
  const groups = grouped(all.slice(1, 1 + LETTERS));
  return [all.charAt(0).toUpperCase(), ...groups, all.slice(1 + LETTERS)];
}

/** Return group `index` in the one reading that fits its check character. */
export function typedGroup(index: number, size: number, typed: string, check: string): TypedGroup {
  if (typed.length > size) return { text: typed, state: "wrong" };
  if (check === "") return { text: typed, state: typed.length < size ? "open" : "unchecked" };
  const fitting =
    typed.length < size
      ? []
      : readings(typed).filter((one) => meant(check).includes(checkCharacter(index, one)));
  const [text, another] = fitting;
  if (text === undefined || another !== undefined) return { text: typed, state: "wrong" };
  return { text, state: "right" };
}

/** Return all that `typed` may stand for. */
function readings(typed: string): string[] {
  return Array.from(typed).reduce<string[]>(
    (begun, letter) =>
      begun.flatMap((start) => Array.from(meant(letter), (next) => start + next)),
    [""],
  );
}

/** Return the letters of codes that `letter` may stand for. */
export function meant(letter: string): string {
  return ALPHABET.includes(letter) ? letter : (LOOK_ALIKES[letter] ?? "");
}
