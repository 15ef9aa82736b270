// The text of AWS's config or credentials file, by the rules of AWS's CLI: Python's configparser as
// botocore/configloader.py uses it (`RawConfigParser()`, strict, no interpolation). Every reader of
// these files in ecsin is this one. Pure; without Deno's Node layer.

/** A value: text, or the `key = value` lines below a key that has none beside it. */
export type Value = string | Readonly<Record<string, string>>;
/** Keys, in lower case, and values of one section. */
export type Section = Readonly<Record<string, Value>>;

/** The first line that AWS's CLI does not take; it then takes nothing of the file. */
export interface IniFault {
  /** From 1. */
  readonly line: number;
  /** What is there, lower case, no final period. */
  readonly what: string;
  readonly remedy: string;
}

/** A file by sections, in its order, or why it is refused. */
export type Ini =
  | { readonly sections: ReadonlyMap<string, Section> }
  | { readonly fault: IniFault };

/** configparser's name for keys that every section has. */
const FOR_ALL = "DEFAULT";
/** What Python's `str.isspace` and `\s` take for a blank. */
const BLANK =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ENDS = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "g");
const END = new RegExp(`[${BLANK}]+$`);
const START = new RegExp(`^[${BLANK}]*`);
/** What Python's `str.splitlines` splits at. */
const LINES = "\\n-\\r\\x1c-\\x1e\\x85\\u2028\\u2029";
const LINE_ENDS = new RegExp(`\r\n|[${LINES}]`);

interface Line {
  readonly text: string;
  readonly line: number;
}

/** Reads a text. */
export function parseIni(text: string): Ini {
  const found = new Map<string, Map<string, Line[]>>();
  const forAll = new Map<string, Line[]>();
  let fault: IniFault | undefined;
  let section: Map<string, Line[]> | undefined;
  let value: Line[] | undefined;
  let indent = 0;
  for (const [at, whole] of text.split(/\r\n|[\r\n]/).entries()) {
    const line = at + 1;
    const said = strip(whole);
    if (/^[#;]/.test(said)) continue;
    if (said === "") {
      value?.push({ text: "", line });
      continue;
    }
    const blanks = START.exec(whole)?.[0].length ?? 0;
    if (value !== undefined && blanks > indent) {
      value.push({ text: said, line });
      continue;
    }
    indent = blanks;
    // The name ends at the last bracket of the line, whatever it is.
    const [, name] = /^\[([^\n]+)\]/.exec(said) ?? [];
    if (name !== undefined) {
      value = undefined;
      if (name !== FOR_ALL && found.has(name)) return { fault: fault ?? sectionTwice(line, name) };
      section = name === FOR_ALL ? forAll : new Map();
      if (name !== FOR_ALL) found.set(name, section);
      continue;
    }
    if (section === undefined) return { fault: fault ?? beforeSections(line, said) };
    const [, key, rest] = /^([^=:]*)[=:](.*)$/s.exec(said) ?? [];
    if (key === undefined || rest === undefined || strip(key) === "") {
      fault ??= noSetting(line, said);
      if (key !== undefined) value = undefined;
      continue;
    }
    const lower = key.replace(END, "").toLowerCase();
    if (section.has(lower)) return { fault: fault ?? keyTwice(line, lower) };
    value = [{ text: strip(rest), line }];
    section.set(lower, value);
  }
  if (fault !== undefined) return { fault };
  const sections = new Map<string, Section>();
  for (const [name, keys] of found) {
    const values: [string, Value][] = [];
    // What a section says itself hides what is said for all, even where that could not be read.
    for (const [key, lines] of new Map([...forAll, ...keys])) {
      const read = readValue(lines);
      if (typeof read === "object" && "fault" in read) return { fault: read.fault };
      values.push([key, read.value]);
    }
    sections.set(name, Object.fromEntries(values));
  }
  return { sections };
}

function readValue(lines: readonly Line[]): { value: Value } | { fault: IniFault } {
  const joined = lines.map(({ text }) => text).join("\n").replace(END, "");
  if (!joined.startsWith("\n")) return { value: joined };
  const nested: [string, string][] = [];
  for (const { text, line } of lines) {
    for (const each of text.split(LINE_ENDS).map(strip)) {
      if (each === "") continue;
      const equals = each.indexOf("=");
      if (equals === -1) return { fault: noNested(line) };
      nested.push([strip(each.slice(0, equals)), strip(each.slice(equals + 1))]);
    }
  }
  return { value: Object.fromEntries(nested) };
}

function strip(text: string): string {
  return text.replaceAll(ENDS, "");
}

function sectionTwice(line: number, name: string): IniFault {
  return {
    line,
    what: `there is a second section [${name}]`,
    remedy: "keep one of the two, with the keys of both",
  };
}

function keyTwice(line: number, key: string): IniFault {
  return {
    line,
    what: `the key ${key} is there twice in its section`,
    remedy: "remove one of the two",
  };
}

function beforeSections(line: number, said: string): IniFault {
  if (said.startsWith("[")) return noSetting(line, said);
  return said.startsWith("\ufeff")
    ? {
      line,
      what: "the file begins with a byte order mark, which AWS's CLI does not take",
      remedy: "save it as UTF-8 without BOM",
    }
    : {
      line,
      what: "this line stands before the first [section]",
      remedy: "put [default] or [profile NAME] above it",
    };
}

/** Never the line itself: it may be the half of a secret key. */
function noSetting(line: number, said: string): IniFault {
  if (said.startsWith("[")) {
    return {
      line,
      what: "this section's name has no closing bracket",
      remedy: "write it as [profile NAME]",
    };
  }
  return /^(<{7}|={7}|>{7}|\|{7})/.test(said)
    ? { line, what: "a git conflict was left here", remedy: "keep one of its sides" }
    : {
      line,
      what: "this line is neither a [section] nor `key = value`",
      remedy: "mend the line, or put # in front of it",
    };
}

function noNested(line: number): IniFault {
  return {
    line,
    what: "this line belongs to a key above it, and is not `key = value`",
    remedy: "write the value on the key's own line, or remove the blanks before this one",
  };
}
