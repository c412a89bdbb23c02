/**
 * The script of /r/MEETING: is my ballot in the box, has my slip voted?
 *
 * The first thing it does is to take the receipt out of the address. It stores nothing.
 */
import { takeFragment } from "../page/address.ts";
import { byId } from "../page/elements.ts";
import { openReceipt } from "../receipt/page.ts";

openReceipt(byId("receipt"), takeFragment());
