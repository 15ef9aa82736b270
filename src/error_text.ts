// A failure as the text that goes to stderr: what, why, what can be chosen, and the lines to paste.
import { environment } from "./environment.ts";
import type { EcsinError } from "./error.ts";
import { oneLine } from "./printable.ts";
import { withoutSecrets } from "./secrets.ts";
import { columnsOf } from "./window.ts";
import { wrapped } from "./wrapped.ts";

/** How a failure looks. */
export interface Look {
  /** Cells of a line; text is broken there at words, under its own column. */
  readonly width: number;
  readonly isColor: boolean;
}

/** As it goes into a file or another program: a line for each thing. */
export const PLAIN: Look = { width: Infinity, isColor: false };

/** Cells of `  why:  `; everything stands behind that. */
const COLUMN = 8;
/** Lines are not broken to less. */
const NARROWEST = 20;
const BOLD = "\x1b[1m";
const BOLD_RED = "\x1b[1;31m";
const DIM = "\x1b[2m";
const PLAIN_AGAIN = "\x1b[0m";

/** The text of a failure; no newline at its end. */
export function errorText({ failure }: EcsinError, look: Look = PLAIN): string {
  const { what, why, choices, next, aws } = failure;
  const paint = (text: string, with_: string) =>
    look.isColor ? `${with_}${text}${PLAIN_AGAIN}` : text;
  const room = Math.max(NARROWEST, look.width) - COLUMN;
  const head = wrapped(`ecsin: error: ${clean(what)}`, Math.max(NARROWEST, look.width - 2));
  const lines = head.map((line, index) =>
    index === 0 ? line.replace(/^ecsin: error:/, paint("ecsin: error:", BOLD_RED)) : `  ${line}`
  );
  const add = (label: string, values: readonly string[], isPasteable = false) => {
    values.map(clean).forEach((value, index) => {
      const shown = index === 0 ? paint(label, isPasteable ? BOLD : DIM) : "";
      const padding = " ".repeat(Math.max(1, COLUMN - 2 - (index === 0 ? label.length : 0)));
      // A line to paste is never broken: the terminal may do that.
      const [first = "", ...rest] = isPasteable ? [value] : wrapped(value, room);
      lines.push(`  ${shown}${padding}${isPasteable ? paint(first, BOLD) : first}`);
      for (const line of rest) lines.push(`${" ".repeat(COLUMN)}${line}`);
    });
  };
  add("why:", listOf(why));
  if (choices !== undefined) {
    lines.push(`  ${paint("choices:", DIM)}`);
    for (const choice of choices) lines.push(`${" ".repeat(COLUMN)}${clean(choice)}`);
  }
  add("next:", listOf(next), true);
  if (aws !== undefined) {
    const request = aws.requestId === undefined ? "" : ` (request ${aws.requestId})`;
    const said = listOf(why).includes(aws.message ?? "") ? "" : aws.message ?? "";
    add("aws:", [`${aws.name}${request}${said === "" ? "" : `: ${said}`}`]);
  }
  return lines.join("\n");
}

/** How stderr shows a failure; `color` is the person's `--color`. */
export function lookOfStderr(color?: string): Look {
  const isTerminal = Deno.stderr.isTerminal();
  const isColor = color === "always" || color !== "never" && isTerminal &&
      environment("NO_COLOR") === undefined && environment("TERM") !== "dumb";
  return { width: columnsOf(Deno.stderr), isColor };
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

/** Before it is broken into lines: a secret may hold blanks. */
function clean(text: string): string {
  return oneLine(withoutSecrets(text));
}
