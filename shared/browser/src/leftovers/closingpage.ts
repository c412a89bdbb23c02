/**
 * The closing records in their page; the element carries the same two attributes as the table's.
 * Nothing is stored.
 */
import { box } from "../booth/asking.ts";
import { trustedKeys } from "../booth/entrance.ts";
import { Screen } from "../page/screen.ts";
import { en } from "../texts/leftovers.en.ts";
import { zh } from "../texts/leftovers.zh.ts";
import { signAtOnce } from "../worker/signer.ts";
import { Closing } from "./closing.ts";
import { closingScene } from "./closingscenes.ts";
import { download } from "./download.ts";
import { HallDoor } from "./hall.ts";
import { CheckingView } from "./views/closing.ts";
import type { View } from "./views/parts.ts";

/** Open the closing records in `root`. */
export function openClosing(root: HTMLElement): void {
  const keys = trustedKeys(root.dataset["deskKeys"] ?? "");
  const screen = new Screen(root, { zh, en });
  let view: View | undefined;
  const show = (): void => {
    const first = view === undefined;
    view = closingScene(closing, { language: screen.language, texts: screen.texts });
    screen.show(view);
    if (!first && document.activeElement === document.body) view.heading.focus();
  };
  const closing = new Closing({
    door: new HallDoor(box, keys, root.dataset["meeting"] ?? ""),
    download,
    sign: signAtOnce,
    changed: show,
    progress: (progress) => {
      if (view instanceof CheckingView) view.progress(progress);
    },
  });
  screen.listen(show);
  void closing.look();
}
