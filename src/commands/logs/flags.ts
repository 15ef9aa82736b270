// The flags of `ecsin logs`.
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
