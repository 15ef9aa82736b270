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
const PAGE = 100;

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

/** Key to screen with 10,000 and 100,000 rows while the list goes on growing, beside its limit. */
export async function keyRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [count, limitMs] of [[10_000, 8], [100_000, FRAME_MS]] as const) {
    const times: number[] = [];
    const terminal = new NoScreen();
    const growing = new AbortController();
    const question = {
      title: "prod / web / task",
      columns: ["cluster", "service", "task", "definition"],
      canGoBack: false,
      rows: batches(count, growing.signal),
    };
    const answer = pick(question, terminal);
    await idle();
    for (let round = 0; round < ROUNDS; round++) {
      for (const letter of QUERY) {
        times.push(await terminal.press(letter));
        // A person who types quickly: 60 ms between keys.
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      times.push(await terminal.press("\x1b[B"), await terminal.press("\x15"));
      await idle();
    }
    growing.abort();
    await terminal.press("\x03");
    await answer;
    const beside = [{ name: "the limit", value: limitMs }];
    rows.push(
      {
        name: `a key in the picker, ${count} rows and growing`,
        unit: "ms",
        value: median(times),
        beside,
      },
      {
        name: `the slowest of ${times.length} keys, ${count} rows and growing`,
        unit: "ms",
        value: Math.max(...times),
        beside,
      },
    );
  }
  return rows;
}

/** Many rows at once, then a page of new ones and one of known ones every 50 ms. */
async function* batches(
  count: number,
  growing: AbortSignal,
): AsyncGenerator<readonly PickerRow<number>[]> {
  for (let start = 0; start < count; start += PAGE) {
    yield rowsFrom(start);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  for (let start = count; !growing.aborted; start += PAGE) {
    yield rowsFrom(start);
    yield rowsFrom((start - count) % count);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function rowsFrom(start: number): PickerRow<number>[] {
  return Array.from({ length: PAGE }, (_, offset) => {
    const number = start + offset;
    const id = (number * 2_654_435_761 >>> 0).toString(16).padStart(8, "0").repeat(4);
    return {
      id,
      cells: [`prod-${number % 50}`, `service-${number % 2_000}`, id, `web:${number % 40}`],
      value: number,
    };
  });
}

/** Long enough for the picker to take all rows and make them ready. */
function idle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3_000));
}
