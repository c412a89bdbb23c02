/**
 * Reading a QR code with the camera, in this browser alone: no picture is sent or kept.
 *
 * One decoder for every browser, ours; the few that bring one of their own gain nothing by it.
 */
import { decodeQR } from "qr/decode.js";

const WIDE_SIDE = 720;
const PAUSE_MS = 150;

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
    video.srcObject = camera.#stream;
    await video.play();
    camera.#look(read);
    return camera;
  }

  /** Switch the camera off and overwrite the last picture. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const track of this.#stream.getTracks()) track.stop();
    this.#video.srcObject = null;
    this.#canvas.width = this.#canvas.height = 0;
  }

  #look(read: (text: string) => void): void {
    const text = this.#decoded();
    if (text !== undefined) read(text);
    if (!this.#stopped) this.#timer = setTimeout(() => this.#look(read), PAUSE_MS);
  }

  /** Return what the code in the present picture says, if there is one. */
  #decoded(): string | undefined {
    const { videoWidth, videoHeight } = this.#video;
    const scale = Math.min(1, WIDE_SIDE / Math.max(videoWidth, videoHeight, 1));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    if (context === null || width === 0 || height === 0) return undefined;
    [this.#canvas.width, this.#canvas.height] = [width, height];
    context.drawImage(this.#video, 0, 0, width, height);
    try {
      return decodeQR(context.getImageData(0, 0, width, height));
    } catch {
      return undefined; // no code in this picture
    }
  }
}
