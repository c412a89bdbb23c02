/**
 * What the boxes of a meeting are called: by the sheet that the desk signed for each.
 *
 * A round's id is for programs. People know the sheet by its title; where a class has voted on two
 * of the same title they are told apart by their order, which is that of the boxes' uuids: the desk
 * takes the unused boxes of a class in that order. A round that was called off was no vote.
 */
import type { BoxEntry } from "../booth/entrance.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import { type BoxManifest, electionOf, type MeetingManifest } from "../documents/manifests.ts";

/** What was voted on in one box. */
export interface Sheet {
  readonly title: string;
  /** Which vote of its class under this title it was, from 1; undefined where it is the only one. */
  readonly turn: number | undefined;
  /** Returns φ of the election that the desk's sheet fixes. */
  readonly fingerprint: () => string;
}

/** The sheets by the uuid of their box. */
export type Sheets = ReadonlyMap<string, Sheet>;

/** Return if the sheet of `box` is of this meeting, round and class; throws VerificationFailed. */
export function checkSheet(sheet: BoxManifest, box: BoxEntry, meeting: MeetingManifest): void {
  const agreed =
    sheet.uuid === box.uuid &&
    sheet.electorate === box.electorate &&
    sheet.round === box.round &&
    sheet.boardKey === meeting.boardKey &&
    sheet.meetingManifest === meeting.digest;
  if (!agreed) throw new VerificationFailed("The box shows another sheet than was published.");
}

/** Return what the boxes are called whose sheets are given, in the order of their uuids. */
export function sheetsOf(sheets: readonly BoxManifest[], cancelled: ReadonlySet<string>): Sheets {
  const ordered = [...sheets].sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
  const held = ordered.filter(({ uuid }) => !cancelled.has(uuid));
  const same = ({ title, electorate }: BoxManifest): readonly BoxManifest[] =>
    held.filter((one) => one.title === title && one.electorate === electorate);
  const turnOf = (one: BoxManifest): number | undefined =>
    same(one).length > 1 && held.includes(one) ? same(one).indexOf(one) + 1 : undefined;
  return new Map(
    ordered.map((one) => [
      one.uuid,
      { title: one.title, turn: turnOf(one), fingerprint: () => electionOf(one).fingerprint },
    ]),
  );
}
