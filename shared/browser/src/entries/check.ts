/**
 * The script of /check: can this phone vote?
 *
 * It asks the network for nothing but the booth's own worker, sends nothing and keeps nothing.
 */

import { showAnswer, showFamily } from "../check/answer.ts";
import { family } from "../check/families.ts";
import { missing, NEEDS, trialBallot } from "../check/needs.ts";
import { startWorker } from "../worker/client.ts";

async function look(): Promise<void> {
  showFamily(family(navigator.userAgent));
  const found = await missing(NEEDS);
  showAnswer([...found, ...(await missing([trialBallot(startWorker)]))]);
}

void look();
