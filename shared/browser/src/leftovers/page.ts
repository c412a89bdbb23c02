/**
 * The table in its page: what the page's element tells it, and what the browser tells the page.
 *
 * The element carries `data-meeting` and `data-desk-keys` (raw Ed25519 keys in hex, with spaces
 * between). Nothing is stored; a scan is in this page's memory until it is saved or published.
 */
import { box } from "../booth/asking.ts";
import { trustedKeys } from "../booth/entrance.ts";
import { save } from "../page/saving.ts";
import { Screen } from "../page/screen.ts";
import { en } from "../texts/leftovers.en.ts";
import { zh } from "../texts/leftovers.zh.ts";
import { signAtOnce, SlipReader } from "../worker/signer.ts";
import { download } from "./download.ts";
import { HallDoor } from "./hall.ts";
import { type Doings, viewOf } from "./scenes.ts";
import { sound, vibration } from "./signals.ts";
import { hindranceOf, Table, tried } from "./table.ts";
import type { View } from "./views/parts.ts";
import type { Finding } from "./views/published.ts";
import { ScanningView } from "./views/scanning.ts";
import { votedSlips } from "./voted.ts";
import { Wedge } from "./wedge.ts";

const LOOK_MS = 8_000;

/** Open the table in `root`. */
export function openTable(root: HTMLElement): void {
  const meeting = root.dataset["meeting"] ?? "";
  const keys = trustedKeys(root.dataset["deskKeys"] ?? "");
  const reader = new SlipReader();
  const door = new HallDoor(box, keys, meeting);
  const table = new Table({
    door,
    publicsOf: (code, uuids) => reader.publics(code, uuids),
    sign: signAtOnce,
    changed: () => page.changed(),
  });
  const page = new TablePage(new Screen(root, { zh, en }), table, door);
  page.listen();
  void table.look();
}

/** What is seen of a table, and what is done to it. */
class TablePage implements Doings {
  readonly #screen: Screen<typeof zh>;
  readonly table: Table;
  readonly meeting: string;
  readonly #door: HallDoor;
  readonly signals = { sound: false, vibration: false };
  finding: Finding = { what: "checking" };
  #view: View | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;

  constructor(screen: Screen<typeof zh>, table: Table, door: HallDoor) {
    this.#screen = screen;
    this.table = table;
    this.#door = door;
    this.meeting = door.meeting;
  }

  listen(): void {
    this.#screen.listen(() => this.show());
    const wedge = new Wedge();
    document.addEventListener("keydown", (event) => {
      if (this.table.step.at !== "scanning") return;
      const scanned = wedge.press(event);
      // In the field for typing the letters stand already, and Enter sends them.
      const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
      if (scanned === undefined || typing) return;
      event.preventDefault();
      this.take(scanned);
    });
    addEventListener("beforeunload", (event) => {
      if (this.table.losesWork) event.preventDefault();
    });
  }

  /** The table has made a step. */
  changed(): void {
    clearTimeout(this.#watch);
    if (this.table.step.at === "published") {
      void this.#checkBoxes();
      this.#watchBoxes();
    }
    this.show();
  }

  show(): void {
    const first = this.#view === undefined;
    this.#view?.gone?.();
    this.#view = viewOf(this, { language: this.#screen.language, texts: this.#screen.texts });
    this.#screen.show(this.#view);
    // What was pressed is gone from the page: whoever listens to it goes on at the heading.
    if (!first && document.activeElement === document.body) this.#view.heading.focus();
  }

  take(text: string): void {
    this.table.take(text).then(
      (answer) => {
        this.#signal(answer.what === "taken");
        if (this.#view instanceof ScanningView) this.#view.answered(answer);
      },
      (error: unknown) => {
        this.#signal(false);
        if (this.#view instanceof ScanningView) this.#view.failed(hindranceOf(error).hitch);
      },
    );
  }

  save(): void {
    const letter = this.table.signed?.document.electorate ?? "";
    save(this.table.file(), `leftovers-${this.meeting}-${letter}.json`);
  }

  look(): void {
    void this.#lookAgain();
  }

  #signal(good: boolean): void {
    if (this.signals.sound) sound(good);
    if (this.signals.vibration) vibration(good);
  }

  /** Look for ballots under the slips that were left over. */
  async #checkBoxes(): Promise<void> {
    const { signed, hall } = this.table;
    if (signed === undefined || hall === undefined) return;
    this.finding = { what: "checking" };
    let found: Finding;
    try {
      const count = await votedSlips(signed.document, hall.boxes, download, (uuid, archive) =>
        this.#door.checkArchive(uuid, archive, hall.scrutineers),
      );
      found = count > 0 ? { what: "voted", count } : { what: "clean" };
    } catch {
      found = { what: "unchecked" };
    }
    if (this.table.signed !== signed || this.table.step.at !== "published") return;
    this.finding = found;
    this.show();
  }

  #watchBoxes(): void {
    this.#watch = setTimeout(() => void this.#lookAgain(), LOOK_MS);
  }

  /** Ask the box what became of the rounds; the screen changes only if something did. */
  async #lookAgain(): Promise<void> {
    clearTimeout(this.#watch);
    const states = (): string => JSON.stringify(this.table.hall?.boxes);
    const before = states();
    await tried(() => this.table.lookAgain());
    if (this.table.step.at !== "published") return;
    this.#watchBoxes();
    if (states() === before) return;
    this.show();
    void this.#checkBoxes();
  }
}
