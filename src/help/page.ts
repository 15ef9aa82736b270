// What ecsin says of its commands, as plain values: the help, the reference and the man page are made
// of the same. Pure, and without stricli: the bundle has the pages ready.

/** One flag. */
export interface FlagPage {
  /** As it is typed: `-o, --output table|json|tsv`. */
  readonly usage: string;
  readonly brief: string;
  /** What it is when it is not given; undefined where that is nothing. */
  readonly byDefault?: string;
}

/** Flags that belong together. */
export interface FlagGroup {
  readonly title: string;
  readonly flags: readonly FlagPage[];
}

/** One positional argument. */
export interface ArgumentPage {
  /** `[target]` where it may be left out, `words...` where there may be several. */
  readonly usage: string;
  readonly brief: string;
}

/** One command, or the program itself. */
export interface CommandPage {
  /** `ecsin`, `ecsin exec`, `ecsin profile add`. */
  readonly name: string;
  readonly brief: string;
  readonly description: string;
  readonly arguments: readonly ArgumentPage[];
  readonly groups: readonly FlagGroup[];
  /** The commands right below, by their last word. */
  readonly commands: readonly { readonly name: string; readonly brief: string }[];
}

/** `ecsin exec [flags] [target] -- command...`. */
export function usageOf({ name, groups, arguments: words, commands }: CommandPage): string {
  return [
    name,
    ...(commands.length > 0 ? ["COMMAND"] : []),
    ...(groups.length > 0 ? ["[flags]"] : []),
    ...words.map(({ usage }) => usage),
  ].join(" ");
}

/** A description's paragraphs; lines that begin with blanks are examples, shown as they are. */
export function partsOf(
  description: string,
): readonly { readonly kind: "text" | "example"; readonly lines: readonly string[] }[] {
  return description.split(/\n{2,}/).map((part) => {
    const lines = part.split("\n");
    return lines.every((line) => line.startsWith("  "))
      ? { kind: "example", lines: lines.map((line) => line.slice(2)) }
      : { kind: "text", lines };
  });
}
