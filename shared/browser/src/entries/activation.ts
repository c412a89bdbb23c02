/**
 * The script of /a/MEETING: a voting right of blind mode, kept and activated at the box's origin.
 *
 * The first thing it does is to take the right out of the address.
 */
import { openActivation } from "../activation/page.ts";
import { takeFragment } from "../page/address.ts";
import { byId } from "../page/elements.ts";

openActivation(byId("activation"), takeFragment());
