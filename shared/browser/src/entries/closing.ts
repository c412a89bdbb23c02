/**
 * The script of /c/MEETING: each scrutineer checks the closed boxes and signs their records.
 *
 * It stores nothing; key files are opened in the worker and nowhere else.
 */
import { openClosing } from "../leftovers/closingpage.ts";
import { byId } from "../page/elements.ts";

openClosing(byId("closing"));
