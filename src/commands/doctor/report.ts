// How the doctor's checks are printed: line by line for people, one object for scripts.
import type { Color } from "../../terminal/style.ts";
import type { Check, CheckStatus } from "../../diagnosis/checks.ts";
import type { Context } from "../../entry/context.ts";

/** Takes checks as they are known. */
export interface Report {
  /** Begins a part of the report. */
  section(title: string): void;
  add(checks: readonly Check[]): void;
  /** Prints what is left; true when a check is a problem. */
  end(): boolean;
}

const TITLE_CELLS = 18;
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
  const indent = " ".repeat(9 + TITLE_CELLS);
  return {
    section(title) {
      print(`${section === "" ? "" : "\n"}${style.bold(printable(title))}\n`);
      section = title;
    },
    add(checks) {
      keep(checks);
      for (const { status, title, seen, why, next = [] } of checks) {
        const more = status === "ok" && next.length === 0 ? [] : [
          ...(why === undefined ? [] : [`why:  ${why}`]),
          ...next.map((line, index) => `${index === 0 ? "next:" : "     "} ${line}`),
        ];
        const word = paint[status](WORDS[status].padEnd(9));
        print(`${word}${title.padEnd(TITLE_CELLS)}${printable(seen)}\n`);
        for (const line of more) print(`${indent}${printable(line)}\n`);
      }
    },
    end() {
      const counted = (["problem", "warning", "unknown"] as const)
        .map((status) => ({ status, number: count(status) }))
        .filter(({ number }) => number > 0)
        .map(({ status, number }) =>
          `${number} ${status === "unknown" ? "could not be looked at" : status}${
            number > 1 && status !== "unknown" ? "s" : ""
          }`
        );
      print(`\n${counted.length === 0 ? "everything is well" : counted.join(", ")}\n`);
      return isBad();
    },
  };
}
