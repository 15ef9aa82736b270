// Asks one question on a terminal: the only raw-mode loop of the picker. It leaves the screen as it
// found it and reads nothing once the answer is known, so that whoever gets the terminal next
// loses no key.
import { LEAVING } from "../../signals.ts";
import { type Key, KeyReader } from "./keys.ts";
import { Completion } from "./completion.ts";
import { Looking } from "./looking.ts";
import type { Picked, Question } from "./question.ts";
import { render } from "./render.ts";
import { type Outcome, PickerState } from "./state.ts";
import type { PickerTerminal } from "./terminal.ts";

/** How long ESC may be the start of a sequence; slow links deliver arrows in two pieces. */
const ESCAPE_MS = 40;
/** How long rows are matched or made ready in one go, and after how many the clock is looked at. */
const SLICE_MS = 2;
const SLICE_ROWS = 250;
/** How often a long list that grows is painted anew. */
const REPAINT_MS = 50;
const LONG_LIST = 5_000;
const HIDE_WRAP = "\x1b[?7l";
const SHOW_WRAP = "\x1b[?7h";
const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";
const CLEAR_BELOW = "\r\x1b[J";

/** Asks; throws what the rows throw. */
export async function pick<T>(
  question: Question<T>,
  terminal: PickerTerminal,
): Promise<Picked<T>> {
  const state = new PickerState<T>(
    question.canGoBack,
    question.query,
    question.actions,
    question.many,
  );
  const answered = Promise.withResolvers<Picked<T>>();
  let open = true;
  let page = 1;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let working = false;

  // Between keys: first what is still to be matched, then rows are made ready for the next key.
  const work = () => {
    const isMatching = open && state.matching;
    working = open && (isMatching ? matchSlice() : slice((rows) => state.rows.warm(rows)));
    if (isMatching) repaint();
    if (working) setTimeout(work, 0);
  };
  const matchSlice = () => slice((rows) => state.match(rows));
  const paint = () => {
    clearTimeout(waiting);
    waiting = undefined;
    if (!open || looking.isOn) return;
    const picture = render(
      state,
      question.title,
      question.columns,
      terminal.size(),
      terminal.style,
    );
    page = picture.page;
    state.drawn();
    tellVisible();
    const up = picture.lines.length - 1;
    terminal.draw(
      `${HIDE_WRAP}${CLEAR_BELOW}${picture.lines.join("\r\n")}\r${up > 0 ? `\x1b[${up}A` : ""}` +
        `${picture.cursorColumn > 0 ? `\x1b[${picture.cursorColumn}C` : ""}${SHOW_WRAP}`,
    );
    if (!working) {
      working = true;
      setTimeout(work, 0);
    }
  };
  // Rows come in bursts: what arrives meanwhile is painted once.
  const repaint = () => {
    waiting ??= setTimeout(paint, state.rows.total > LONG_LIST ? REPAINT_MS : 0);
  };
  let visible = "";
  const tellVisible = () => {
    const ids = state.shown(state.top(page), page).map(({ row }) => row.id);
    if (question.onVisible === undefined || ids.join(" ") === visible) return;
    visible = ids.join(" ");
    question.onVisible(ids);
  };
  const completion = new Completion(question, state, {
    settle: (outcome) => settle(outcome),
    repaint,
    fail: (error) => {
      open = false;
      answered.reject(error);
    },
  });
  const settle = (outcome: Outcome<T>) => {
    if (outcome.kind === "pending") {
      // No key is read meanwhile; Ctrl-C comes as a signal.
      terminal.raw(true, true);
      completion.begin(outcome.row);
      completion.done.then(() => open && terminal.raw(true));
      return;
    }
    if (outcome.kind === "open") return;
    open = false;
    answered.resolve(
      outcome.kind === "chosen" ? { ...outcome, value: outcome.row.value } : outcome,
    );
  };

  const rows = question.rows[Symbol.asyncIterator]();
  const fill = async () => {
    try {
      for (let next = await rows.next(); open; next = await rows.next()) {
        if (next.done === true) break;
        state.add(next.value);
        repaint();
      }
      state.loading = false;
      repaint();
    } catch (error) {
      open = false;
      answered.reject(error);
    }
  };

  const looking = new Looking(terminal, question);
  const press = (keys: readonly Key[]) => {
    for (const key of keys) {
      if (!open || looking.takes(key, state.shown(state.current, 1)[0]?.row)) continue;
      settle(state.press(key, page));
    }
  };

  const listen = async () => {
    const reader = new KeyReader();
    let reading: Promise<Uint8Array | null> | undefined;
    while (open) {
      reading ??= terminal.read();
      const bytes = reader.waitsForEscape
        ? await Promise.race([reading, after(ESCAPE_MS)])
        : await reading;
      if (bytes === null) return settle({ kind: "left" });
      if (bytes === "late") press(reader.escape());
      else {
        reading = undefined;
        if (!open) return terminal.unread(bytes);
        // One byte at a time, so that what follows the answer is nobody's but the next reader's.
        let text = "";
        for (let at = 0; at < bytes.length && open; at++) {
          for (const key of reader.push(bytes.subarray(at, at + 1))) {
            if (key.kind === "text") text += key.text;
            else {
              press([...typed(text), key]);
              await completion.done;
              text = "";
            }
            if (!open) terminal.unread(bytes.subarray(at + 1));
          }
        }
        press(typed(text));
      }
      if (!open) return;
      matchSlice();
      paint();
    }
  };

  const leave = () => settle({ kind: "left" });
  const stopResize = terminal.onResize(repaint);
  for (const signal of LEAVING) Deno.addSignalListener(signal, leave);
  terminal.raw(true);
  try {
    terminal.draw(PASTE_ON);
    paint();
    fill();
    listen().catch(answered.reject);
    return await answered.promise;
  } finally {
    open = false;
    looking.end();
    terminal.draw(`${CLEAR_BELOW}${PASTE_OFF}`);
    terminal.raw(false);
    stopResize();
    for (const signal of LEAVING) Deno.removeSignalListener(signal, leave);
    // Whatever is still under way for the rows is not waited for.
    rows.return?.().catch(() => {});
    terminal.close();
  }
}

/** Does rows until the time of a slice is over; true while more are left. */
function slice(work: (rows: number) => boolean): boolean {
  const until = performance.now() + SLICE_MS;
  while (work(SLICE_ROWS)) {
    if (performance.now() >= until) return true;
  }
  return false;
}

function typed(text: string): readonly Key[] {
  return text === "" ? [] : [{ kind: "text", text }];
}

function after(ms: number): Promise<"late"> {
  return new Promise((resolve) => setTimeout(() => resolve("late"), ms));
}
