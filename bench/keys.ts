// A key in the picker: from the key to the drawn screen, as the picker does it.
import type { Row as PickerRow } from "../src/terminal/picker/question.ts";
import { pick } from "../src/terminal/picker/pick.ts";
import type { PickerTerminal } from "../src/terminal/picker/terminal.ts";
import { styleOf } from "../src/terminal/style.ts";
import { median, type Row } from "./row.ts";

/** One frame of a screen that draws 60 of them a second. */
const FRAME_MS = 16;
const QUERY = "prod s1 4a";
const ROUNDS = 3;

/** A terminal without a screen: it takes keys and notes when something was drawn. */
class NoScreen implements PickerTerminal {
  readonly style = styleOf(true);
  #give: ((bytes: Uint8Array) => void) | undefined;
  #drawn: (() => void) | undefined;

  size = () => ({ columns: 120, rows: 40 });
  raw = () => {};
  unread = () => {};
  onResize = () => () => {};
  close = () => {};

  draw(): void {
    this.#drawn?.();
    this.#drawn = undefined;
  }

  read(): Promise<Uint8Array> {
    return new Promise((resolve) => this.#give = resolve);
  }

  /** Presses keys; gives the milliseconds until the screen was drawn. */
  async press(keys: string): Promise<number> {
    const start = performance.now();
    const drawn = new Promise<void>((resolve) => this.#drawn = resolve);
    this.#give?.(new TextEncoder().encode(keys));
    await drawn;
    return performance.now() - start;
  }
}

/** Key to screen with 10,000 and 100,000 rows, beside one frame. */
export async function keyRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of [10_000, 100_000]) {
    const times: number[] = [];
    const terminal = new NoScreen();
    const question = {
      title: "prod / web / task",
      columns: ["cluster", "service", "task", "definition"],
      canGoBack: false,
      rows: batches(count),
    };
    const answer = pick(question, terminal);
    await idle();
    for (let round = 0; round < ROUNDS; round++) {
      for (const letter of QUERY) {
        times.push(await terminal.press(letter));
        // A person who types quickly: 60 ms between keys.
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      times.push(await terminal.press("\x15"));
      await idle();
    }
    await terminal.press("\x03");
    await answer;
    rows.push({
      name: `a key in the picker, ${count} rows`,
      unit: "ms",
      value: median(times),
      beside: [{ name: "a frame of 60 a second", value: FRAME_MS }],
    }, {
      name: `the slowest of ${times.length} keys, ${count} rows`,
      unit: "ms",
      value: Math.max(...times),
      beside: [{ name: "a frame of 60 a second", value: FRAME_MS }],
    });
  }
  return rows;
}

async function* batches(count: number): AsyncGenerator<readonly PickerRow<number>[]> {
  for (let start = 0; start < count; start += 100) {
    yield Array.from({ length: Math.min(100, count - start) }, (_, offset) => {
      const number = start + offset;
      const id = crypto.randomUUID().replaceAll("-", "");
      return {
        id,
        cells: [`prod-${number % 50}`, `service-${number % 2_000}`, id, `web:${number % 40}`],
        value: number,
      };
    });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Long enough for the picker to take all rows and make them ready. */
function idle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3_000));
}
