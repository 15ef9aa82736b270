// A fault of the profiles file, told with file, line, column, the offending line and the remedy.
import { homePath } from "../home_path.ts";
import { EcsinError, EXIT, type Failure } from "../error.ts";

/** One fault. */
export interface Fault {
  /** Offset in the text, in UTF-16 units; undefined where no place can be told. */
  readonly at?: number;
  readonly what: string;
  readonly remedy: string;
}

const SHOWN_FAULTS = 5;
const SHOWN_LINE = 100;

/** A text with what is needed to name places in it. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** A file that is wrong: the first fault as the error, some further ones after it. */
export class FaultyFile extends EcsinError {
  /** The same with every fault. */
  readonly inFull: EcsinError;

  constructor(source: Source, faults: readonly Fault[]) {
    super(failureOf(source, faults, SHOWN_FAULTS));
    this.inFull = new EcsinError(failureOf(source, faults, faults.length));
  }
}

function failureOf(source: Source, faults: readonly Fault[], most: number): Failure {
  const [first, ...more] = faults;
  const { what = "it cannot be used", remedy = "" } = first ?? {};
  const shown = more.slice(0, most);
  const rest = more.length - shown.length;
  return {
    id: "profiles-file-wrong",
    what: `${placeOf(source, first?.at)}: ${what}`,
    why: [
      ...lineOf(source, first?.at),
      ...shown.map((each) => `also ${placeOf(source, each.at)}: ${each.what}`),
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ],
    next: remedy,
    exitCode: EXIT.usage,
  };
}

function placeOf({ file, text }: Source, at: number | undefined): string {
  if (at === undefined) return homePath(file);
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return `${homePath(file)}:${line}:${at - before.lastIndexOf("\n")}`;
}

function lineOf({ text }: Source, at: number | undefined): readonly string[] {
  if (at === undefined) return [];
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  const line = text.slice(start, end === -1 ? undefined : end).replaceAll("\t", "→").trim();
  if (line === "") return [];
  return [line.length > SHOWN_LINE ? `${line.slice(0, SHOWN_LINE)}…` : line];
}
