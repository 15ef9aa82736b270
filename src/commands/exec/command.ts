// `ecsin exec [PROFILE] -- CMD ARG…`: one command, whose output and exit status a script can
// trust. With `-t` it gets the terminal, as `docker exec -t` does.
import { buildCommand } from "@stricli/core";
import { EcsinError, EXIT } from "../../error.ts";
import { type Context, typedLine } from "../../entry/context.ts";
import { AWS_FLAGS, parseDuration, SESSION_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { ExecFlags } from "./flags.ts";

/** The command. */
export const exec = buildCommand<ExecFlags, string[], Context>({
  docs: {
    brief: "Run one command in a container, with its exit status and clean pipes",
    fullDescription: [
      "Run one command in a container. Its stdout is ecsin's stdout to the byte, its exit status is",
      "ecsin's exit status; a status that could not be learned is 255.",
      "",
      "  ecsin exec prod-web -- ls -l '/app/my files'",
      "  ecsin exec prod-web -c 'ps aux | grep node'",
      "  ecsin exec prod-db -- psql < dump.sql",
      "  ecsin exec prod-web -t -- top",
      "  ecsin exec prod-web --all -- cat /etc/hostname",
      "  ecsin exec - -- ls                        where you were last",
      "  ecsin exec prod/web/app -- ls             cluster/service/container",
      "",
      "The words after -- reach the container exactly as they are. A profile is optional:",
      "`ecsin exec -- ls` lets you choose. The words need an sh in the image to be wrapped by;",
      "without one the command runs unwrapped and its status is not known.",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "array",
      parameter: { brief: "Target, then -- and the command", placeholder: "words", parse: String },
    },
    flags: {
      command: {
        kind: "parsed",
        parse: String,
        brief: "A line for the container's sh, instead of -- and words",
        placeholder: "LINE",
        optional: true,
      },
      interactive: {
        kind: "boolean",
        brief:
          "Give the command ecsin's stdin even from a terminal; a pipe or file is always given",
        default: false,
        withNegated: false,
      },
      tty: {
        kind: "boolean",
        brief: "Give the command the terminal, as docker exec -t",
        default: false,
        withNegated: false,
      },
      noStdin: {
        kind: "boolean",
        brief: "Give the command no stdin, as ssh -n: for loops that read their own",
        default: false,
        withNegated: false,
      },
      mergeStderr: {
        kind: "boolean",
        brief: "Write stderr to stdout too, in the order in which both were written",
        default: false,
        withNegated: false,
      },
      timeout: {
        kind: "parsed",
        parse: parseDuration,
        brief: "End the command after this long (30s, 5m, 1h); exit 124",
        placeholder: "TIME",
        optional: true,
      },
      all: {
        kind: "boolean",
        brief: "Run in every running task of the service or family",
        default: false,
        withNegated: false,
      },
      parallel: {
        kind: "parsed",
        parse: parseCount,
        brief: "With --all: how many tasks at once",
        placeholder: "N",
        default: "10",
      },
      user: {
        kind: "parsed",
        parse: String,
        brief: "Run as this user of the container (needs setpriv, su-exec, gosu or su there)",
        placeholder: "NAME",
        optional: true,
      },
      workdir: {
        kind: "parsed",
        parse: String,
        brief: "Run in this folder of the container",
        placeholder: "DIR",
        optional: true,
      },
      envFromPid1: {
        kind: "boolean",
        brief: "Export what the container's first process was started with",
        default: false,
        withNegated: false,
      },
      ...TARGET_FLAGS,
      session: {
        kind: "enum",
        values: ["auto", "plugin", "native"],
        brief: "Session client; only ecsin's own knows exit statuses and pipes",
        optional: true,
      },
      print: {
        kind: "boolean",
        brief: "Print the `aws ecs execute-command` line instead of running anything",
        default: false,
        withNegated: false,
      },
      ...SESSION_FLAGS,
      ...AWS_FLAGS,
    },
    aliases: {
      c: "command",
      i: "interactive",
      n: "noStdin",
      t: "tty",
      u: "user",
      w: "workdir",
      q: "quiet",
      y: "yes",
    },
  },
  async func(this: Context, flags, ...words) {
    const { profile, command } = splitWords(words, this.argv, flags.command);
    const { runExec } = await import("./run.ts");
    await runExec(this, flags, profile, command);
  },
});

/**
 * Tells the profile from the command's words: what stands before `--` in the command line is the
 * profile, what stands after it is the command.
 */
export function splitWords(
  words: readonly string[],
  argv: readonly string[],
  line: string | undefined,
): { readonly profile: string | undefined; readonly command: readonly string[] } {
  const dashes = argv.indexOf("--");
  const after = dashes === -1 ? 0 : argv.length - dashes - 1;
  const before = words.slice(0, words.length - after);
  const command = words.slice(words.length - after);
  const usage = (what: string, next: string) =>
    new EcsinError({ id: "exec-usage", what, next, exitCode: EXIT.usage });
  const [profile, extra] = before;
  if (extra !== undefined) {
    const at = argv.indexOf(extra, argv.indexOf(profile ?? "") + 1);
    throw usage(
      `"${extra}" is neither a flag nor behind --`,
      typedLine([...argv.slice(0, at), "--", ...argv.slice(at)]),
    );
  }
  if (line !== undefined && command.length > 0) {
    throw usage("both -c and words behind -- are given", "ecsin exec --help");
  }
  if (line !== undefined) return { profile, command: ["sh", "-c", line] };
  if (command.length === 0) {
    throw usage(
      "there is no command to run",
      `${typedLine(dashes === -1 ? argv : argv.slice(0, dashes))}${
        profile === undefined ? " PROFILE" : ""
      } -- ls -l`,
    );
  }
  return { profile, command };
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new Error("a whole number from 1 to 999 is needed");
  return Number(text);
}
