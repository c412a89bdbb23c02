/**
 * The worker that makes a scrutineer's key: key, passphrase and file content stay in here.
 *
 * It knows no address and sends nothing but messages to its page (worker/keymakermessages.ts). It is
 * a script of its own, so that the voters' worker holds nothing but what voters and the box need.
 */
import { KeyMaker } from "../worker/keymaker.ts";
import type { KeyMessage } from "../worker/keymakermessages.ts";
import { serve, systemRandom } from "../worker/serving.ts";

const maker = new KeyMaker(systemRandom);

serve(({ kind, request }: KeyMessage) =>
  kind === "make" ? maker.make(request) : maker.prove(request),
);
