/**
 * The script of /i/MEETING at the desk: a personal invitation becomes a voting right.
 *
 * The first thing it does is to take the invitation's secret out of the address.
 */
import { openPage } from "../invitation/page.ts";
import { takeFragment } from "../page/address.ts";
import { byId } from "../page/elements.ts";

openPage(byId("invitation"), takeFragment());
