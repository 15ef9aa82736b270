// How the doctor's checks are printed: line by line for people, one object for scripts.
import type { Color } from "../../terminal/style.ts";
import type { Check, CheckStatus } from "../../diagnosis/checks.ts";
import { columnsOf } from "../../window.ts";
import { wrapped } from "../../wrapped.ts";
import type { Context } from "../../entry/context.ts";

/** Takes checks as they are known. */
export interface Report {
  /** Begins a part of the report. */
  section(title: string): void;
  add(checks: readonly Check[]): void;
  /** Prints what is left; true when a check is a problem. */
  end(): boolean;
}

const STATUS_CELLS = 9;
const TITLE_CELLS = 18;
/** A narrower window has no room for words beside the title. */
const NARROW_CELLS = 70;
const WORDS: Readonly<Record<CheckStatus, string>> = {
  ok: "ok",
  warning: "warning",
  problem: "PROBLEM",
  unknown: "unknown",
};

/** Opens one of the two. */
export async function openReport(
  kind: "text" | "json",
  color: Color | undefined,
  env: Context["env"],
): Promise<Report> {
  const [{ print }, { styleOf, useColor }, { printable, printableJson }] = await Promise.all([
    import("../../terminal/say.ts"),
    import("../../terminal/style.ts"),
    import("../../printable.ts"),
  ]);
  const all: (Check & { readonly section: string })[] = [];
  let section = "";
  const count = (status: CheckStatus) => all.filter((each) => each.status === status).length;
  const isBad = () => count("problem") > 0;
  const keep = (checks: readonly Check[]) => {
    for (const check of checks) all.push({ section, ...check });
  };
  if (kind === "json") {
    return {
      section: (title) => section = title,
      add: keep,
      end() {
        const checks = all.map(({ why = null, next = [], ...check }) => ({ ...check, why, next }));
        print(`${printableJson({ problems: count("problem"), checks }, 2)}\n`);
        return isBad();
      },
    };
  }
  const style = styleOf(useColor(color, env, Deno.stdout.isTerminal()));
  const paint = { ok: style.good, warning: style.match, problem: style.bad, unknown: style.dim };
  const width = columnsOf(Deno.stdout);
  // In a narrow window the words stand under the title, not beside it.
  const indent = " ".repeat(width < NARROW_CELLS ? 2 : STATUS_CELLS + TITLE_CELLS);
  return {
    section(title) {
      print(`${section === "" ? "" : "\n"}${style.bold(printable(title))}\n`);
      section = title;
    },
    add(checks) {
      keep(checks);
      for (const { status, title, seen, why, next = [] } of checks) {
        const more = status === "ok" && next.length === 0 ? [] : [
          ...(why === undefined ? [] : [{ text: `why:  ${why}`, isPasteable: false }]),
          ...next.map((line, index) => ({
            text: `${index === 0 ? "next:" : "     "} ${line}`,
            isPasteable: true,
          })),
        ];
        const word = paint[status](WORDS[status].padEnd(STATUS_CELLS));
        const lines = wrapped(printable(seen), width - indent.length);
        if (width < NARROW_CELLS) print(`${word}${title}\n${indent}${lines[0]}\n`);
        else print(`${word}${title.padEnd(TITLE_CELLS)}${lines[0]}\n`);
        for (const line of lines.slice(1)) print(`${indent}${line}\n`);
        for (const { text, isPasteable } of more) {
          // A line to paste is never broken: the terminal may do that.
          const [first = "", ...rest] = isPasteable
            ? [printable(text)]
            : wrapped(printable(text), width - indent.length - 6);
          print(`${indent}${first}\n`);
          for (const line of rest) print(`${indent}      ${line}\n`);
        }
      }
    },
    end() {
      const counted = (["problem", "warning", "unknown"] as const)
        .map((status) => ({ status, number: count(status) }))
        .filter(({ number }) => number > 0)
        .map(({ status, number }) =>
          status === "unknown"
            ? `${number} ${number === 1 ? "check" : "checks"} skipped`
            : `${number} ${status}${number > 1 ? "s" : ""}`
        );
      print(`\n${counted.length === 0 ? "no problems found" : counted.join(", ")}\n`);
      return isBad();
    },
  };
}
