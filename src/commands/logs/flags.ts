// The flags of `ecsin logs`.
import { EcsinError, EXIT } from "../../error.ts";
import type { AwsFlags, TargetFlags } from "../../entry/flags.ts";

/** Flags of `ecsin logs`. */
export interface LogsFlags extends AwsFlags, Omit<TargetFlags, "pick"> {
  readonly follow: boolean;
  /** Milliseconds of the epoch. */
  readonly since?: number;
  readonly until?: number;
  /** How many lines; Infinity: all. */
  readonly tail?: number;
  readonly allContainers: boolean;
  readonly all: boolean;
  readonly previous: boolean;
  readonly grep?: RegExp;
  readonly invert?: RegExp;
  readonly highlight?: RegExp;
  readonly filter?: string;
  readonly output?: "text" | "raw" | "json";
  readonly timestamps: boolean;
  readonly prefix?: boolean;
  readonly live: boolean;
  readonly open: boolean;
}

/** A count of lines, or `all`. */
export function parseTail(text: string): number {
  if (text === "all") return Infinity;
  if (!/^\d{1,7}$/.test(text)) throw new Error("a number of lines is needed, or all");
  return Number(text);
}

/** A regular expression of JavaScript; `(?i)` at its start: letters of any case. */
export function parsePattern(text: string): RegExp {
  const anyCase = text.startsWith("(?i)");
  return new RegExp(anyCase ? text.slice(4) : text, anyCase ? "iu" : "u");
}

/** Throws an EcsinError (`logs-usage`) where no time lies between the two ends. */
export function checkTimes({ follow, since, until }: LogsFlags): void {
  if (until === undefined) return;
  const isReversed = since !== undefined && since > until;
  if (!follow && !isReversed) return;
  throw new EcsinError({
    id: "logs-usage",
    what: isReversed
      ? "--since is later than --until: there is no time between them"
      : "--until says where to end, and --follow or --live that there is no end",
    next: "ecsin logs --help",
    exitCode: EXIT.usage,
  });
}
