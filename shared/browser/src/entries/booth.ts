/**
 * The script of /b/MEETING: the booth on a voter's own phone.
 *
 * The first thing it does is to take the code out of the address. It stores nothing: what the
 * voter did is in this page's memory and is overwritten when the page is left.
 */
import { takeSlip, wasReloaded } from "../booth/address.ts";
import { openBooth } from "../booth/page.ts";

const slip = takeSlip();
openBooth(document.getElementById("booth") as HTMLElement, slip, wasReloaded());
