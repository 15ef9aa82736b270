// The preconditions of ECS Exec, one `Check` each: what was looked at, what was seen, why it
// matters, what to do. The functions beside this file are pure: facts in, checks out. What only
// IAM's simulation or the network can decide is never said as a fact.
import { EcsinError } from "../error.ts";

/** `unknown`: it could not be looked at from here; never counts against the target. */
export type CheckStatus = "ok" | "warning" | "problem" | "unknown";

/** One line of the doctor's list. */
export interface Check {
  /** Stable and kebab-case: the key in JSON. */
  readonly id: string;
  readonly status: CheckStatus;
  /** What is checked, in two or three words. */
  readonly title: string;
  /** The value that was seen, in one line. */
  readonly seen: string;
  readonly why?: string;
  /** Lines that can be pasted, most useful first. */
  readonly next?: readonly string[];
}

/** Something that AWS was asked for: there, or the reason why it is not known. */
export type Known<T> =
  | { readonly kind: "known"; readonly value: T }
  | {
    readonly kind: "unknown";
    readonly why: string;
    /** The failure's name, see Failure. */
    readonly id?: string;
    readonly next?: readonly string[];
  };

/** Worst first; checks of one status keep their order. */
export function worstFirst(checks: readonly Check[]): Check[] {
  const rank = { problem: 0, warning: 1, unknown: 2, ok: 3 };
  return [...checks].sort((a, b) => rank[a.status] - rank[b.status]);
}

/** `2026-11-20 10:31 UTC`; "at an unknown time" where ECS said none. */
export function when(date: Date | undefined): string {
  if (date === undefined) return "at an unknown time";
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Compares dotted versions; undefined when either is not one. */
export function isOlder(version: string, than: string): boolean | undefined {
  const [left, right] = [version, than].map((text) =>
    /^\d+(\.\d+)*$/.test(text) ? text.split(".").map(Number) : undefined
  );
  if (left === undefined || right === undefined) return undefined;
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Advice without `ecsin doctor` itself, which is what is being run. */
export function otherThanDoctor(lines: readonly string[]): readonly string[] {
  return lines.filter((line) =>
    !/^ecsin doctor( --(aws-profile|region|endpoint-url) .*)?$/.test(line)
  );
}

/** Waits for an answer of AWS; a refusal becomes the reason why it is not known. */
export async function known<T>(answer: Promise<T | undefined>): Promise<Known<T>> {
  try {
    const value = await answer;
    return value === undefined
      ? { kind: "unknown", why: "AWS does not know it any more" }
      : { kind: "known", value };
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    const { id, what, next = [] } = error.failure;
    return { kind: "unknown", why: what, id, next: otherThanDoctor([next].flat()) };
  }
}
