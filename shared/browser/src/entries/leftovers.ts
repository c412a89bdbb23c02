/**
 * The script of /l/MEETING: two scrutineers scan and sign the slips that were not handed out.
 *
 * It stores nothing. Codes are turned into public credentials in the worker, key files are opened
 * there and nowhere else.
 */
import { openTable } from "../leftovers/page.ts";
import { byId } from "../page/elements.ts";

openTable(byId("leftovers"));
