// What a message says: Fluent Bit's wrapping undone, JSON made readable, control characters taken out.
// Pure; nothing of a message is left out but the colours that its program gave it.
import { printable } from "../printable.ts";
import type { Style } from "../terminal/style.ts";

/** Keys that Fluent Bit puts beside a container's line (its `log`) in Amazon ECS. */
const WRAPPING = ["container_id", "container_name", "ecs_task_arn", "ecs_cluster", "source"];
const LEVELS = ["level", "severity", "lvl", "levelname", "log.level"];
const TEXTS = ["message", "msg", "@message", "event"];
/** pino's and bunyan's numbers. */
const NUMBERED: ReadonlyMap<string, string> = new Map([
  ["10", "TRACE"],
  ["20", "DEBUG"],
  ["30", "INFO"],
  ["40", "WARN"],
  ["50", "ERROR"],
  ["60", "FATAL"],
]);
const TAB = "    ";
const ESCAPE = "\u001b";
const BELL = "\u0007";
/** CSI and OSC sequences, and the two-letter ones. */
const SEQUENCES = new RegExp(
  [
    `${ESCAPE}\\[[0-?]*[ -/]*[@-~]`,
    `${ESCAPE}\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)`,
    `${ESCAPE}[@-Z\\\\-_]`,
  ].join("|"),
  "g",
);

/** The container's own line, where Fluent Bit wrapped it. */
export function unwrapped(message: string): string {
  const object = jsonObject(message);
  const log = object?.["log"];
  if (object === undefined || typeof log !== "string") return message;
  return WRAPPING.some((key) => Object.hasOwn(object, key)) ? log : message;
}

/** The lines of a message, safe to draw; the last line end is none. */
export function linesOf(message: string): readonly string[] {
  return message.replace(/\r?\n$/, "").split(/\r?\n/).map(drawable);
}

/** One line, safe to draw. */
export function drawable(line: string): string {
  const plain = line.includes("\u001b") ? line.replaceAll(SEQUENCES, "") : line;
  return printable(plain.replaceAll("\t", TAB));
}

/** A JSON message as lines: level, words, then all else by name; undefined where it is no object. */
export function jsonLines(message: string, style: Style): readonly string[] | undefined {
  const object = jsonObject(message);
  if (object === undefined) return undefined;
  const level = LEVELS.find((key) => ["string", "number"].includes(typeof object[key]));
  const text = TEXTS.find((key) => typeof object[key] === "string");
  if (level === undefined && text === undefined) return undefined;
  const words: string[] = [];
  if (level !== undefined) words.push(levelWord(String(object[level]), style));
  const [first = "", ...more] = text === undefined ? [] : linesOf(String(object[text]));
  if (first !== "") words.push(first);
  const below = [...more];
  for (const [key, value] of Object.entries(object)) {
    if (key === level || key === text) continue;
    if (typeof value === "string" && value.includes("\n")) {
      // A stack trace reads as one.
      below.push(style.dim(`${drawable(key)}:`), ...linesOf(value).map((line) => `  ${line}`));
    } else words.push(style.dim(`${drawable(key)}=${drawable(wordOf(value))}`));
  }
  return [words.join(" "), ...below];
}

function levelWord(said: string, style: Style): string {
  const word = drawable(NUMBERED.get(said) ?? said).toUpperCase().padEnd(5);
  if (/^(ERROR|FATAL|CRIT|ALERT|EMERG|PANIC)/.test(word)) return style.bad(word);
  if (/^WARN/.test(word)) return style.bold(word);
  return /^(DEBUG|TRACE)/.test(word) ? style.dim(word) : style.good(word);
}

function wordOf(value: unknown): string {
  if (typeof value === "string" && /^[^\s"=]+$/.test(value)) return value;
  return JSON.stringify(value);
}

/** A number that a double may not hold: more than 15 digits, or an exponent. */
const LONG_NUMBER = /\d[\d.]{15}|\d[eE]/;

/** The value of a JSON text, each number in the digits that it was written with where it has more. */
function parsedExactly(text: string): unknown {
  // TypeScript does not know it yet (tc39/proposal-json-parse-with-source).
  const rawJson: unknown = Reflect.get(JSON, "rawJSON");
  return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source;
    const isSame = typeof value !== "number" || source === undefined || String(value) === source;
    if (isSame || typeof rawJson !== "function") return value;
    const exact: unknown = Reflect.apply(rawJson, JSON, [source]);
    return exact;
  });
}

/** The object that a text is the JSON of. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^\s*\{[\s\S]*\}\s*$/.test(text)) return undefined;
  try {
    const value: unknown = LONG_NUMBER.test(text) ? parsedExactly(text) : JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
