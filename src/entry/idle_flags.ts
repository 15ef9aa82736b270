// A flag is honoured or refused, never ignored: flags that would do nothing beside others, or without
// them. Defaults are not flags: what counts is what the person typed. Pure, but for the refusal.
import { EcsinError, EXIT } from "../error.ts";
import { typedLine } from "./context.ts";

/** Some that would do nothing. */
export interface IdleFlags {
  /** As the help has them: `-n, --no-stdin`, `--wait TIME`. */
  readonly flags: readonly string[];
  /** Where it is so. */
  readonly when: boolean;
  /** The reason, as in `it is for -i`. */
  readonly why: string;
}

/** What is idle among the flags that name a place, for all commands. */
export function idleOfPlace(
  flags: { readonly [K in "service" | "family" | "task"]?: string | undefined },
): readonly IdleFlags[] {
  return [
    { flags: ["--pick HOW"], when: flags.task !== undefined, why: "--task is one task" },
    {
      flags: ["--family NAME"],
      when: flags.service !== undefined && flags.family !== undefined,
      why: "--service says which tasks are meant",
    },
  ];
}

/** Refuses the first one that was typed (`idle-flag`), with the same line without it. */
export function refuseIdle(argv: readonly string[], idle: readonly IdleFlags[]): void {
  for (const { flags, why } of idle.filter(({ when }) => when)) {
    for (const flag of flags) {
      const without = withoutFlag(argv, flag);
      if (without === undefined) continue;
      throw new EcsinError({
        id: "idle-flag",
        what: `${flag.split(/,? /).find((word) => word.startsWith("--"))} does nothing here`,
        why,
        next: typedLine(without),
        exitCode: EXIT.usage,
      });
    }
  }
}

/** The words without the flag and its value; undefined where it was not typed. */
function withoutFlag(argv: readonly string[], flag: string): readonly string[] | undefined {
  const words = flag.split(/,? /);
  const names = words.filter((word) => word.startsWith("-"));
  const end = argv.indexOf("--");
  const at = argv.slice(0, end === -1 ? argv.length : end)
    .findIndex((word) => names.some((name) => word === name || word.startsWith(`${name}=`)));
  if (at === -1) return undefined;
  const hasValue = words.length > names.length && !argv[at]?.includes("=");
  return argv.filter((_, index) => index !== at && !(hasValue && index === at + 1));
}
