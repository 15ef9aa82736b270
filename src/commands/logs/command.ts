// `ecsin logs [TARGET]`: what the containers say, now, and what they said before they stopped.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_BRIEF, TARGET_FLAGS } from "../../entry/flags.ts";
import { parseMoment } from "../../logs/moment.ts";
import { type LogsFlags, parsePattern, parseTail } from "./flags.ts";

const { cluster, service, family, task, container, profiles, cache } = TARGET_FLAGS;

const flag = (brief: string) => ({
  kind: "boolean" as const,
  brief,
  default: false,
  withNegated: false as const,
});

const moment = (brief: string) => ({
  kind: "parsed" as const,
  parse: (text: string) => parseMoment(text, new Date()),
  brief,
  placeholder: "TIME",
  optional: true as const,
});

const pattern = (brief: string) => ({
  kind: "parsed" as const,
  parse: parsePattern,
  brief,
  placeholder: "REGEXP",
  optional: true as const,
});

/** The command. */
export const logs = buildCommand<LogsFlags, [string?], Context>({
  docs: {
    brief: "Show what a service's or task's containers have logged, and follow it",
    fullDescription: [
      "Show the last lines of all tasks of a service, or of one task, and follow them. New tasks",
      "join while they are followed, and those that stop say how they ended.",
      "",
      "  ecsin logs prod-web -f",
      "  ecsin logs prod/web --since 2h30m --grep 'ERROR|WARN'",
      "  ecsin logs prod-web --previous            the last words of the task that stopped last",
      "  ecsin logs prod-web --task 4f2c9a1b -n 500 -t",
      "  ecsin logs prod-web --since 13:10 -o json | jq -r .message",
      "",
      "Nothing but lines goes to stdout. Logs are read from CloudWatch, in whatever region they are;",
      "where they are somewhere else, that is said. Without a terminal lines are as they were written.",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ brief: TARGET_BRIEF, placeholder: "target", parse: String, optional: true }],
    },
    flags: {
      follow: flag("Go on with what comes"),
      since: moment("Lines from then on: 10m, 2h30m, 13:10, 2026-11-25T13:10Z"),
      until: moment("Lines up to then"),
      tail: {
        kind: "parsed",
        parse: parseTail,
        brief: "How many lines; all for all of them (default: 100, with --since all)",
        placeholder: "N",
        optional: true,
      },
      container,
      allContainers: flag("Those of mesh, logging and monitoring, too"),
      all: flag("All tasks of the service, even where one is named, as by -"),
      task,
      previous: flag("The task that stopped last, with how it ended"),
      grep: pattern("Only what matches; (?i) in front for letters of any case"),
      invert: pattern("Only what does not match"),
      highlight: pattern("Mark what matches"),
      filter: {
        kind: "parsed",
        parse: String,
        brief: "CloudWatch's filter pattern, applied by AWS",
        placeholder: "PATTERN",
        optional: true,
      },
      output: {
        kind: "enum",
        values: ["text", "raw", "json"],
        brief: "How to print lines (default: text on a terminal, else raw)",
        optional: true,
      },
      timestamps: flag("The time in front of each line"),
      prefix: {
        kind: "boolean",
        brief: "The task in front of each line (default: where there are several)",
        optional: true,
      },
      live: flag("Follow by CloudWatch's live tail: quicker, and billed by the minute"),
      open: flag("Open them in AWS's console instead"),
      cluster,
      service,
      family,
      profiles,
      cache,
      ...AWS_FLAGS,
    },
    aliases: { f: "follow", n: "tail", c: "container", o: "output", t: "timestamps", q: "quiet" },
  },
  async func(this: Context, flags, name) {
    const { runLogs } = await import("./run.ts");
    await runLogs(this, flags, name);
  },
});
