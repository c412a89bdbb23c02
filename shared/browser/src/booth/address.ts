/** The slip's text behind the address of the booth. */
export { takeFragment as takeSlip, wasReloaded } from "../page/address.ts";
