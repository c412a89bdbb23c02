/**
 * Reading a QR code with the camera, in this browser alone: no picture is sent or kept.
 *
 * One decoder for every browser, ours; the few that bring one of their own gain nothing by it.
 */
import { decodeQR } from "qr/decode.js";

const WIDE_SIDE = 720;
const PAUSE_MS = 150;

/** Longest sides in which a code is looked for in a picture: small codes need the large one. */
const PICTURE_SIDES = [1800, 1000, 600];

/** Return what the code in a picture (a file from the phone) says; undefined if there is none. */
export async function codeInPicture(picture: Blob): Promise<string | undefined> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture);
  } catch {
    return undefined; // no picture
  }
  const canvas = document.createElement("canvas");
  try {
    for (const side of PICTURE_SIDES) {
      const text = decoded(canvas, bitmap, [bitmap.width, bitmap.height], side);
      if (text !== undefined) return text;
    }
    return undefined;
  } finally {
    bitmap.close();
  }
}

/** Return what the code in `source` says, looked at with its longer side at most `side`. */
function decoded(
  canvas: HTMLCanvasElement,
  source: CanvasImageSource,
  [wide, high]: readonly [number, number],
  side: number,
): string | undefined {
  const scale = Math.min(1, side / Math.max(wide, high, 1));
  const [width, height] = [Math.round(wide * scale), Math.round(high * scale)];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null || width === 0 || height === 0) return undefined;
  [canvas.width, canvas.height] = [width, height];
  context.drawImage(source, 0, 0, width, height);
  try {
    return decodeQR(context.getImageData(0, 0, width, height));
  } catch {
    return undefined; // no code in this picture
  } finally {
    canvas.width = canvas.height = 0;
  }
}

/** Return whether this browser may have a camera for us. */
export function hasCamera(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

/** A camera that is looking. */
export class Camera {
  readonly #video: HTMLVideoElement;
  readonly #stream: MediaStream;
  readonly #canvas = document.createElement("canvas");
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  private constructor(video: HTMLVideoElement, stream: MediaStream) {
    this.#video = video;
    this.#stream = stream;
  }

  /**
   * Show the camera's picture in `video` and call `read` with each code that is seen.
   *
   * @throws DOMException if there is no camera, or the person does not allow it
   */
  static async start(video: HTMLVideoElement, read: (text: string) => void): Promise<Camera> {
    const wanted = { video: { facingMode: "environment" }, audio: false };
    const camera = new Camera(video, await navigator.mediaDevices.getUserMedia(wanted));
    try {
      video.srcObject = camera.#stream;
      await video.play();
    } catch (error) {
      camera.stop(); // it cannot be shown, or has left the page
      throw error;
    }
    camera.#look(read);
    return camera;
  }

  /** Switch the camera off; no picture is left. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const track of this.#stream.getTracks()) track.stop();
    this.#video.srcObject = null;
  }

  #look(read: (text: string) => void): void {
    const text = this.#decoded();
    if (text !== undefined) read(text);
    if (!this.#stopped) this.#timer = setTimeout(() => this.#look(read), PAUSE_MS);
  }

  /** Return what the code in the present picture says, if there is one. */
  #decoded(): string | undefined {
    const { videoWidth, videoHeight } = this.#video;
    return decoded(this.#canvas, this.#video, [videoWidth, videoHeight], WIDE_SIDE);
  }
}
