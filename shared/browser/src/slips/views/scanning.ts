/** The camera's picture, in which one slip of the print is read, and the way back to typing. */

import { Camera } from "../../booth/camera.ts";
import { button, buttons, heading, paragraph, type View } from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import type { SlipTexts } from "../../texts/slips.zh.ts";

export function scanView(
  texts: SlipTexts,
  read: (text: string) => boolean,
  stop: (refused: boolean) => void,
): View {
  const words = texts.camera;
  const title = heading(words.heading);
  const attributes = { class: "booth-camera", playsinline: "", "aria-label": words.picture };
  const video = make("video", attributes);
  video.muted = true;
  const told = make("p", { class: "govuk-error-message", role: "status" });
  let camera: Camera | undefined;
  let gone = false;
  const seen = (text: string): void => {
    if (!read(text)) told.textContent = words.notOurs;
  };
  return {
    heading: title,
    content: [
      title,
      paragraph(words.lead),
      video,
      told,
      buttons(button(words.stop, () => stop(false), "secondary")),
    ],
    shown() {
      Camera.start(video, seen).then(
        (started) => {
          camera = started;
          if (gone) started.stop();
        },
        () => stop(true),
      );
    },
    gone() {
      gone = true;
      camera?.stop();
    },
  };
}
