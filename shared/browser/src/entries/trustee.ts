/**
 * The script of /t/BOARD: one trustee's steps, from the key ceremony to the last rehearsal.
 *
 * Everything with the key happens in a worker of its own. It stores nothing.
 */
import { byId } from "../page/elements.ts";
import { openRoom } from "../trustee/page.ts";

openRoom(byId("trustee"), new URLSearchParams(location.search).get("meeting") ?? undefined);
