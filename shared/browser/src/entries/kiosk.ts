/**
 * The script of /k/MEETING: the booth on a machine that one voter after another uses.
 *
 * A code behind the address is not for it: that is taken out and forgotten.
 */
import { takeSlip, wasReloaded } from "../booth/address.ts";
import { openKiosk } from "../kiosk/page.ts";

takeSlip();
openKiosk(document.getElementById("booth") as HTMLElement, wasReloaded());
