/**
 * The script of /b/MEETING: the booth on a voter's own phone.
 *
 * The first thing it does is to take the code out of the address. It stores nothing of a slip: what
 * the voter did is in this page's memory and is overwritten when the page is left. A voting right
 * of blind mode is kept at this origin by another page until the meeting ends; it is offered, and
 * the receipt of its ballot kept with it.
 */
import { Keeper, ownShelf } from "../activation/keeping.ts";
import { takeSlip, wasReloaded } from "../booth/address.ts";
import { openBooth } from "../booth/page.ts";
import { byId } from "../page/elements.ts";

const slip = takeSlip();
const root = byId("booth");
openBooth(root, slip, wasReloaded(), new Keeper(root.dataset["meeting"] ?? "", ownShelf()));
