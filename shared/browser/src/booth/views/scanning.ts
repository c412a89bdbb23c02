/** The camera's picture, for every page that reads one QR code, and the way back to typing. */

import { make } from "../../page/elements.ts";
import { Camera } from "../camera.ts";
import { button, buttons, heading, paragraph, type View } from "./parts.ts";

export interface CameraWords {
  readonly heading: string;
  readonly lead: string;
  readonly picture: string;
  readonly stop: string;
  /** What is said of a code that is not looked for. */
  readonly notSlip: string;
}

/**
 * @param read returns whether a code is what is looked for
 * @param stop ends looking: by the person's wish, or `refused` because no camera may be used
 */
export function scanView(
  words: CameraWords,
  read: (text: string) => boolean,
  stop: (refused: boolean) => void,
): View {
  const title = heading(words.heading);
  const attributes = { class: "booth-camera", playsinline: "", "aria-label": words.picture };
  const video = make("video", attributes);
  video.muted = true;
  const told = make("p", { class: "govuk-error-message", role: "status" });
  let camera: Camera | undefined;
  let gone = false;
  const seen = (text: string): void => {
    if (!read(text)) told.textContent = words.notSlip;
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
        () => gone || stop(true), // a picture that was left while it began was not refused
      );
    },
    gone() {
      gone = true;
      camera?.stop();
    },
  };
}
