/**
 * The script of /scrutineer-key/new at the desk: makes a scrutineer's key.
 *
 * Everything with the key happens in a worker of its own. It stores nothing.
 */
import { byId } from "../page/elements.ts";
import { openKeyRoom } from "../scrutineerkey/page.ts";

openKeyRoom(byId("scrutineer-key"));
