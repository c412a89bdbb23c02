/** The script of /welcome: one chooses a passphrase. It sends nothing; the form does. */

import { start } from "../welcome/page.ts";

start();
