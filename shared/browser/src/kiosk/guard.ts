/**
 * What holds a voter, and whatever was typed, inside the kiosk while it runs.
 *
 * A page cannot lock a machine: the browser and its profile have to be started for it
 * (docs/how-to/kiosk.md). What a page can do is here: fill the screen, take keys, menus, clipboard,
 * printing and links that would lead out, and stay where somebody goes back.
 */

const NEVER = [
  "copy",
  "cut",
  "paste",
  "contextmenu",
  "dragstart",
  "drop",
  "selectstart",
  "auxclick",
] as const;
const BROWSER_KEYS = /^(F[0-9]{1,2}|Browser.*|ContextMenu|GoHome|Print|PrintScreen|Help|Find)$/;

/** What only some browsers have. */
interface KeyboardLock {
  lock?(keys: readonly string[]): Promise<void>;
  unlock?(): void;
}

export class Guard {
  #held = false;
  #pushed = false;
  /** Whether the clipboard could not be emptied without a tap. */
  #owes = false;

  constructor() {
    for (const kind of NEVER) document.addEventListener(kind, (event) => this.#refuse(event));
    const first = { capture: true };
    document.addEventListener("keydown", (event) => this.#key(event), first);
    document.addEventListener("click", (event) => this.#click(event), first);
    document.addEventListener("wheel", (event) => event.ctrlKey && this.#refuse(event), {
      passive: false,
    });
    addEventListener("popstate", () => this.#held && history.forward());
    addEventListener("hashchange", () => this.#held && cleanAddress());
  }

  /** Hold from now on; call it from a tap, or the browser refuses the whole screen. */
  hold(): void {
    this.#held = true;
    if (!this.#pushed) history.pushState(null, ""); // what going back leads to
    this.#pushed = true;
    fillScreen();
  }

  release(): void {
    this.#held = false;
    keyboardLock()?.unlock?.();
    if (document.fullscreenElement !== null) void document.exitFullscreen();
  }

  /** Leave nothing of a voter in the browser around the page. */
  clean(): void {
    getSelection()?.removeAllRanges();
    (document.activeElement as HTMLElement | null)?.blur();
    cleanAddress();
    void this.#emptyClipboard();
  }

  #refuse(event: Event): void {
    if (this.#held) event.preventDefault();
  }

  #key(event: KeyboardEvent): void {
    if (this.#owes) void this.#emptyClipboard();
    const { key, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey || BROWSER_KEYS.test(key)) this.#refuse(event);
  }

  /** Links lead nowhere; any tap fills the screen again if somebody has left it. */
  #click(event: MouseEvent): void {
    if (!this.#held) return;
    if (this.#owes) void this.#emptyClipboard();
    if (document.fullscreenElement === null) fillScreen();
    if (event.target instanceof Element && event.target.closest("a[href]")) event.preventDefault();
  }

  async #emptyClipboard(): Promise<void> {
    this.#owes = false;
    try {
      await navigator.clipboard.writeText("");
    } catch {
      this.#owes = true;
    }
  }
}

function cleanAddress(): void {
  if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
}

function fillScreen(): void {
  const filled = document.documentElement.requestFullscreen?.({ navigationUI: "hide" });
  filled?.then(
    () => void keyboardLock()?.lock?.(["Escape"])?.catch(() => undefined),
    () => undefined, // the browser fills the screen by itself, or the next tap tries again
  );
}

function keyboardLock(): KeyboardLock | undefined {
  return (navigator as { readonly keyboard?: KeyboardLock }).keyboard;
}
