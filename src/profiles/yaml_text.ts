// A profile as YAML text: plain words where YAML reads them back as the same text, else quoted. Pure.
import type { Profile } from "./profile.ts";

/** Words that some YAML reader takes for something else than text. */
const NOT_TEXT = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
/** Starts with a letter, has nothing that YAML gives a meaning, and no blank at its end. */
const PLAIN = /^[A-Za-z_/](?:[\w./@:+=-]| (?=[\w./@+=]))*$/;

/** One value or key of a map; in one line, right in block and flow style. */
export function valueText(value: string | boolean | number | object): string {
  if (typeof value !== "object") return scalarText(value);
  const pairs = Object.entries(value).map(([key, each]) =>
    `${scalarText(key)}: ${valueText(each)}`
  );
  return `{${pairs.join(", ")}}`;
}

/** One text, number or truth; in one line, right in block and flow style. */
export function scalarText(value: string | boolean | number): string {
  if (typeof value !== "string") return String(value);
  const isPlain = PLAIN.test(value) && !NOT_TEXT.test(value) && !/:(?: |$)/.test(value);
  return isPlain ? value : JSON.stringify(value);
}

/** `name:` and its keys below it, each line ended. */
export function blockText(
  name: string,
  profile: Profile,
  { indent, step, newline }: {
    readonly indent: string;
    readonly step: string;
    readonly newline: string;
  },
): string {
  const lines = Object.entries(profile).map(([key, value]) =>
    `${indent}${step}${key}: ${valueText(value)}`
  );
  const head = `${indent}${scalarText(name)}:${lines.length === 0 ? " {}" : ""}`;
  return [head, ...lines].map((line) => line + newline).join("");
}

/** `name: {key: value, …}`. */
export function flowText(name: string, profile: Profile): string {
  const pairs = Object.entries(profile).map(([key, value]) => `${key}: ${valueText(value)}`);
  return `${scalarText(name)}: {${pairs.join(", ")}}`;
}
