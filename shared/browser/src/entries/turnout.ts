/** The script of the turnout page on the hall's screen. */

import { start } from "../turnout/page.ts";

start();
