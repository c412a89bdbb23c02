/**
 * The script of /s/MEETING: slips are made here, on the organizer's own machine.
 *
 * It stores nothing. Codes are in this page's memory and on paper until the public lists are up,
 * and the page asks the network for nothing from "you may pull the cable" until then.
 */
import { openSlips } from "../slips/page.ts";

openSlips();
