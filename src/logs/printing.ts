// Events as text: lines with their task in front, untouched, or as JSON. What belongs together stays
// together: all lines of an event, and a trace that its driver made into many events.
import { printable, printableJson } from "../printable.ts";
import type { Paint, Style } from "../terminal/style.ts";
import type { Found } from "./following.ts";
import { jsonLines, jsonObject, linesOf, unwrapped } from "./message.ts";
import type { Label } from "./wanted.ts";

/** How events are printed. */
export interface PrintOptions {
  readonly output: "text" | "raw" | "json";
  /** The time in front of each line. */
  readonly timestamps: boolean;
  /** Task, or task and container, in front of each line; `none` where there is only one of them. */
  readonly prefix: "task" | "task-container" | "container" | "none";
  /** It is drawn on a terminal: nothing of a message may move the cursor. */
  readonly isTerminal: boolean;
  readonly style: Style;
  /** Colours of tasks, in turn. */
  readonly paints: readonly Paint[];
  readonly grep?: RegExp;
  readonly invert?: RegExp;
  readonly highlight?: RegExp;
  /** Beside each event in JSON. */
  readonly facts: Readonly<Record<string, string>>;
}

/** How many characters of a task's id stand in front. */
const ID_CHARACTERS = 8;
/** A colour of ecsin's own: a message has none left when it is marked. */
// deno-lint-ignore no-control-regex
const COLOR = /(\x1b\[[\d;]*m)/;
/** How a line begins that goes on with the one before: a stack trace's. */
const CONTINUED = /^(?:\s+\S|\t|Caused by: |\.{3} \d+ more|\}|\))/;

/** Makes text of events. */
export class Printing {
  readonly #options: PrintOptions;
  readonly #colors = new Map<string, Paint>();
  #width = 0;

  constructor(options: PrintOptions) {
    this.#options = options;
  }

  /** Whether an event is printed at all. */
  keeps(message: string): boolean {
    const { grep, invert } = this.#options;
    if (grep === undefined && invert === undefined) return true;
    const text = unwrapped(message);
    return grep?.test(text) !== false && invert?.test(text) !== true;
  }

  /** The text of events, with the end of its last line; empty where none is printed. */
  text(found: readonly Found[]): string {
    const kept = found.filter(({ event }) => this.keeps(event.message));
    const all = this.#options.output === "text" ? together(kept) : kept;
    for (const { wanted } of all) {
      this.#width = Math.max(this.#width, this.#name(wanted.label).length);
    }
    let text = "";
    for (const each of all) text += this.#one(each);
    return text;
  }

  #one(found: Found): string {
    const { output, isTerminal, timestamps } = this.#options;
    const { event } = found;
    if (output === "json") return `${printableJson(this.#json(found))}\n`;
    const time = timestamps ? new Date(event.timestamp).toISOString() : "";
    if (output === "raw") {
      const line = isTerminal ? linesOf(event.message).join("\n") : event.message;
      const end = line.endsWith("\n") ? "" : "\n";
      return time === "" ? `${line}${end}` : `${time} ${line}${end}`;
    }
    const { style } = this.#options;
    const own = unwrapped(event.message);
    const lines = (jsonLines(own, style) ?? linesOf(own)).map((line) => this.#marked(line));
    const [head, below] = this.#heads(found.wanted.label);
    const stamp = time === "" ? "" : `${style.dim(time)} `;
    const blank = time === "" ? "" : `${" ".repeat(time.length)} `;
    return lines.map((line, index) => `${index === 0 ? head + stamp : below + blank}${line}\n`)
      .join("");
  }

  /** What stands in front of an event's first line, and of its others. */
  #heads(label: Label): readonly [string, string] {
    const name = this.#name(label);
    if (name === "") return ["", ""];
    const { paints } = this.#options;
    // A task has one colour, whatever its container.
    const owner = label.taskId ?? label.container;
    const paint = this.#colors.get(owner) ??
      paints[this.#colors.size % Math.max(1, paints.length)] ?? ((text: string) => text);
    this.#colors.set(owner, paint);
    const padding = " ".repeat(this.#width - name.length);
    return [
      `${paint(name)}${padding}${paint(" │")} `,
      `${" ".repeat(this.#width)}${paint(" │")} `,
    ];
  }

  #name({ taskId, container }: Label): string {
    const { prefix } = this.#options;
    if (prefix === "none") return "";
    const task = printable(taskId?.slice(0, ID_CHARACTERS) ?? "");
    const parts = [
      ...(prefix === "container" ? [] : [task]),
      ...(prefix === "task" ? [] : [printable(container)]),
    ];
    return parts.filter((part) => part !== "").join("/") || printable(container);
  }

  #marked(line: string): string {
    const { grep, highlight, style } = this.#options;
    let marked = line;
    for (const pattern of [grep, highlight]) {
      if (pattern === undefined) continue;
      const all = new RegExp(pattern.source, [...new Set(`${pattern.flags}g`)].join(""));
      // What stands between the colours; a pattern such as \d would find something in those too.
      marked = marked.split(COLOR).map((part, index) =>
        index % 2 === 1
          ? part
          : part.replace(all, (match) => match === "" ? "" : style.match(match))
      ).join("");
    }
    return marked;
  }

  #json({ event, wanted }: Found): Readonly<Record<string, unknown>> {
    const { label, group, region } = wanted;
    const own = unwrapped(event.message);
    const json = jsonObject(own);
    return {
      timestamp: new Date(event.timestamp).toISOString(),
      ...this.#options.facts,
      ...(label.taskId !== undefined ? { taskId: label.taskId } : {}),
      container: label.container,
      message: own,
      ...(json !== undefined ? { json } : {}),
      region,
      logGroup: group,
      logStream: event.stream,
      ...(event.eventId !== undefined ? { eventId: event.eventId } : {}),
      ingestionTime: new Date(event.ingestionTime).toISOString(),
    };
  }
}

/** A line that goes on with one before it stands right behind it, each stream's in their order. */
export function together(found: readonly Found[]): readonly Found[] {
  if (!found.some(({ event }) => CONTINUED.test(event.message))) return found;
  const runs: Found[][] = [];
  const last = new Map<string, Found[]>();
  for (const each of found) {
    const run = last.get(each.event.stream);
    if (run !== undefined && CONTINUED.test(each.event.message)) run.push(each);
    else {
      const begun = [each];
      runs.push(begun);
      last.set(each.event.stream, begun);
    }
  }
  return runs.flat();
}
