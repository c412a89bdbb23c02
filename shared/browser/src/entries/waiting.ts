/** The script of a meeting's page while there is nothing to do but wait. */

import { start } from "../waiting/page.ts";

start();
