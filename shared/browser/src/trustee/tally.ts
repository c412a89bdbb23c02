/**
 * Requests to the tally service, signed in: answers as they came, refusals with their own slug.
 *
 * What is only read is asked for again by whoever watches. A message that is posted twice changes
 * nothing, so it may be sent again too. Nothing secret goes out: what is posted is public.
 */
import { answered, ask, Unread } from "../page/signedin.ts";
import type { Sending } from "../worker/trusteemessages.ts";

const DOWNLOAD_MS = 600_000;
const MOST_BYTES = 256 * 1024 * 1024;

/** What a trustee of one board asks for; all throw `Refused` and `Silence`. */
export interface Door {
  board(): Promise<string>;
  post(message: Sending): Promise<void>;
  /** What this trustee owes on this board. */
  duties(): Promise<string>;
  rehearsal(meeting: string): Promise<string>;
  postRehearsal(meeting: string, message: Sending): Promise<void>;
  /** The documents of a closed box. */
  task(uuid: string): Promise<string>;
  /** Its closed archive. */
  archive(uuid: string): Promise<Uint8Array>;
  postShare(uuid: string, share: string): Promise<void>;
}

/** The archive is larger than a page should hold; the command line takes any. */
export class TooLarge extends Unread {}

/**
 * Return the door of the board `board` at the service this page came from.
 *
 * @param meeting what the link asks to rehearse for, though nobody may have begun that
 */
export function tallyDoor(board: string, meeting?: string): Door {
  const path = `/api/v1/boards/${encodeURIComponent(board)}`;
  const asked = meeting === undefined ? "" : `?meeting=${encodeURIComponent(meeting)}`;
  const counts = (uuid: string): string => `/api/v1/counts/${encodeURIComponent(uuid)}`;
  const rehearsals = (meeting: string): string =>
    `${path}/rehearsals/${encodeURIComponent(meeting)}`;
  return {
    board: () => ask(path),
    post: async (message) => void (await ask(`${path}/messages`, "POST", message)),
    duties: () => ask(`${path}/duties${asked}`),
    rehearsal: (meeting) => ask(rehearsals(meeting)),
    postRehearsal: async (meeting, message) =>
      void (await ask(`${rehearsals(meeting)}/messages`, "POST", message)),
    task: (uuid) => ask(`${counts(uuid)}/task`),
    archive: (uuid) => download(`${counts(uuid)}/archive?stage=closed`),
    postShare: async (uuid, share) => void (await ask(`${counts(uuid)}/shares`, "POST", { share })),
  };
}

/** Return a file of at most `MOST_BYTES`. */
function download(path: string): Promise<Uint8Array> {
  return answered(path, {}, DOWNLOAD_MS, "application/octet-stream", async (response) => {
    const length = Number(response.headers.get("Content-Length") ?? 0);
    if (length > MOST_BYTES) throw new TooLarge("the archive is too large");
    return new Uint8Array(await response.arrayBuffer());
  });
}
