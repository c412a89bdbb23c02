/**
 * The making of a scrutineer's key in its page; the element says whose it is to be.
 *
 * `data-account`, `data-name`, and `data-replaces`: the public key that the new one takes the place
 * of, "" for none. If somebody else signs in meanwhile nothing goes on record. Nothing is stored in
 * the browser: what remains is the file that its owner saved.
 */
import { Screen } from "../page/screen.ts";
import { ask } from "../page/signedin.ts";
import { en } from "../texts/scrutineerkey.en.ts";
import { type ScrutineerKeyTexts, zh } from "../texts/scrutineerkey.zh.ts";
import { keyLine } from "../worker/keymakerclient.ts";
import { KeyRoom } from "./room.ts";
import { viewOf } from "./views.ts";

const OWN_KEY = "/api/v1/scrutineer-key";

/** Let a key be made in `root`. */
export function openKeyRoom(root: HTMLElement): void {
  const [account, name] = [root.dataset["account"], root.dataset["name"] ?? ""];
  const replaces = root.dataset["replaces"] || null;
  const screen = new Screen<ScrutineerKeyTexts>(root, { zh, en });
  const show = (): void => screen.show(viewOf(screen.texts, room, { name, replaces }));
  const room: KeyRoom = new KeyRoom({
    line: keyLine(),
    hand: (key) => ask(OWN_KEY, "PUT", { key, replaces, account }),
    changed: show,
  });
  screen.listen(show);
  addEventListener("beforeunload", (event) => {
    if (room.losesWork) event.preventDefault();
  });
  show();
}
