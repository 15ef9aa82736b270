// argv → command. The first word decides: a command, a flag, or else a profile's name, in front of
// which `login` is put. Only that command is loaded. Here is the one catch: every failure becomes
// text on stderr and an exit code.
import {
  type Application,
  buildApplication,
  buildRouteMap,
  type RouteMap,
  run as runApplication,
  text_en,
} from "@stricli/core";
import manifest from "../deno.json" with { type: "json" };
import type { Context } from "./entry/context.ts";
import type { Routes } from "./completion/tree.ts";
import { environment } from "./environment.ts";
import { EXIT } from "./error.ts";
import { errorText } from "./error_text.ts";
import { emptyFlag, errorTexts, exitCodeOf, failureText, noSuchCommand } from "./cli_words.ts";
import { pageFor, pageText } from "./help/answer.ts";
import { asksForHelp } from "./help/asks.ts";
import type { CommandPage } from "./help/page.ts";
import { withLastCatch } from "./last_catch.ts";
import { msysFailure } from "./msys.ts";
import { notUtf8 } from "./not_utf8.ts";
import { keepSecretsOf } from "./secrets.ts";
import { pasteable } from "./pasteable.ts";
import { tell, writeResult } from "./streams.ts";
import { phase, waterfall } from "./trace.ts";
import { commandFirst, mayHaveFlagsFirst, withLogin } from "./cli_order.ts";

/** A command, or a map of them. */
type Target = Application<Context>["root"];

/** ecsin's commands by name; a profile of the same name is reached by `ecsin login NAME`. */
const COMMANDS: Readonly<Record<string, () => Promise<Target>>> = {
  login: async () => (await import("./commands/login/command.ts")).login,
  exec: async () => (await import("./commands/exec/command.ts")).exec,
  cp: async () => (await import("./commands/cp/command.ts")).cp,
  rsh: async () => (await import("./commands/rsh/command.ts")).rsh,
  forward: async () => (await import("./commands/forward/command.ts")).forward,
  tunnel: async () => (await import("./commands/tunnel/command.ts")).tunnel,
  list: async () => (await import("./commands/list/command.ts")).list,
  doctor: async () => (await import("./commands/doctor/command.ts")).doctor,
  describe: async () => (await import("./commands/describe/command.ts")).describe,
  logs: async () => (await import("./commands/logs/command.ts")).logs,
  run: async () => (await import("./commands/run/command.ts")).run,
  restart: async () => (await import("./commands/restart/command.ts")).restart,
  stop: async () => (await import("./commands/stop/command.ts")).stop,
  open: async () => (await import("./commands/open/command.ts")).open,
  profile: async () => (await import("./commands/profile/command.ts")).profile,
  completions: async () => (await import("./commands/completions/command.ts")).completions,
  upgrade: async () => (await import("./commands/upgrade/command.ts")).upgrade,
};

/** All commands, as stricli holds them. */
export async function commandTree(): Promise<RouteMap<Context>> {
  return await routesOf(Object.keys(COMMANDS));
}

/** The pages of all commands, the program's own first. */
export async function helpPages(): Promise<readonly CommandPage[]> {
  const { pagesOf } = await import("./help/pages.ts");
  return pagesOf(await commandTree(), ["ecsin"]);
}

/** All commands, as Tab reads them. */
export async function completionTree(): Promise<Routes> {
  const { plainTree } = await import("./commands/complete/plain_tree.ts");
  return await plainTree(await commandTree(), "login");
}

async function routesOf(names: readonly string[]): Promise<RouteMap<Context>> {
  const routes = names.map(async (name) => [name, await COMMANDS[name]?.()]);
  return buildRouteMap<string, Context>({
    routes: Object.fromEntries(await Promise.all(routes)),
    docs: {
      brief: "A shell in a running Amazon ECS container, in seconds",
      fullDescription: [
        "A shell in a running Amazon ECS container, in seconds.",
        "",
        "  ecsin                    choose cluster, service, task and container, and get a shell",
        "  ecsin prod-web           get a shell by a saved profile",
        "  ecsin -                  the last one again",
        "  ecsin exec prod-web -- ls -l /app",
        "  ecsin logs prod-web -f   what its tasks log, as it comes",
        "  ecsin forward prod-web 8080",
        "  ecsin cp prod-web:/app/log.txt .",
        "  ecsin list               every container that can be entered",
        "  ecsin doctor prod-web    what keeps you out, and what to do about it",
        "",
        "A word that is no command is taken as the name of a profile: `ecsin NAME` is",
        "`ecsin login NAME`, with all of its flags (`ecsin login --help`).",
      ].join("\n"),
    },
  });
}

/** The application for one command line: its commands, its texts, its exit codes. */
function applicationFor(argv: readonly string[], routes: RouteMap<Context>) {
  return buildApplication(
    routes,
    {
      name: "ecsin",
      versionInfo: { currentVersion: manifest.version },
      scanner: {
        caseStyle: "allow-kebab-for-camel",
        allowArgumentEscapeSequence: true,
        // A letter left out is 1, a wrong one 2, one too many 3, two swapped 0: no wild guesses.
        distanceOptions: {
          threshold: 3,
          weights: { insertion: 1, deletion: 3, substitution: 2, transposition: 0 },
        },
      },
      documentation: { caseStyle: "convert-camel-to-kebab", disableAnsiColor: true },
      localization: {
        text: {
          ...text_en,
          ...errorTexts(argv, Object.keys(COMMANDS)),
        },
      },
      determineExitCode: exitCodeOf,
    },
  );
}

/** The first word of the shells' scripts; not in the tree, so that nobody is offered it. */
const COMPLETE = "__complete";

/** Alone on the line they ask for the version. */
const VERSION_WORDS = ["--version", "-v", "-V", "version"];

/** Runs one command line; gives the exit code and never throws. */
export async function run(argv: readonly string[]): Promise<number> {
  let thrown: unknown;
  try {
    const ended = await withLastCatch(() => runLine(argv));
    if (typeof ended === "number") return ended;
    thrown = ended.error;
  } catch (error) {
    thrown = error;
  }
  const text = failureText(thrown, argv, Object.keys(COMMANDS));
  if (text !== "") tell(`${text}\n`);
  return exitCodeOf(thrown);
}

async function runLine(argv: readonly string[]): Promise<number> {
  phase("load");
  // stricli catches what is thrown while it writes its help, and would tell it in its own words.
  let failed: unknown;
  const write = (text: string) => {
    try {
      writeResult(trimmed(text));
    } catch (error) {
      failed = error;
    }
  };
  const process = {
    stdout: { write },
    stderr: { write: (text: string) => tell(trimmed(text)) },
    exitCode: null as number | string | null,
  };
  const env = environment;
  keepSecretsOf(env, argv);
  const changed = msysFailure(argv, env) ?? (argv[0] === COMPLETE ? undefined : notUtf8(argv));
  if (changed !== undefined) {
    process.stderr.write(`${errorText(changed)}\n`);
    return changed.exitCode;
  }
  const context: Context = {
    process,
    argv,
    env,
    commands: Object.keys(COMMANDS),
    instead: {},
  };
  if (argv[0] === COMPLETE) {
    const { complete } = await import("./commands/complete/run.ts");
    writeResult(await complete(await completionTree(), argv.slice(1), context));
    return EXIT.done;
  }
  if (argv.length === 1 && VERSION_WORDS.includes(argv[0] ?? "")) {
    writeResult(`${manifest.version}\n`);
    return EXIT.done;
  }
  const empty = emptyFlag(ownWords(argv), argv, Object.keys(COMMANDS));
  if (empty !== undefined) throw empty;
  if (isQuiet(argv)) {
    const { beQuiet } = await import("./terminal/say.ts");
    beQuiet();
  }
  if (asksForHelp(argv)) {
    const page = pageFor(argv, await helpPages());
    if (page === undefined) throw noSuchCommand(argv, Object.keys(COMMANDS));
    writeResult(pageText(page));
    return EXIT.done;
  }
  if (mayHaveFlagsFirst(argv, Object.keys(COMMANDS))) {
    const ordered = commandFirst(argv, await helpPages());
    if (ordered !== undefined) return await runLine(ordered);
  }
  const words = argv[0] === "rsh"
    ? (await import("./commands/rsh/words.ts")).sshWords(argv)
    : withLogin(argv, Object.keys(COMMANDS));
  const [first = ""] = words;
  const names = Object.hasOwn(COMMANDS, first) ? [first] : Object.keys(COMMANDS);
  await runApplication(applicationFor(argv, await routesOf(names)), words, context);
  if (failed !== undefined) throw failed;
  const { words: instead } = context.instead ?? {};
  if (instead !== undefined) {
    tell(`${["ecsin", ...instead].map(pasteable).join(" ")}\n`);
    return await runLine(instead);
  }
  if (isDebug(argv)) process.stderr.write(waterfallText());
  const code = Number(process.exitCode ?? EXIT.done);
  return code < 0 ? EXIT.usage : code;
}

function isDebug(argv: readonly string[]): boolean {
  return ownWords(argv).includes("--debug");
}

function isQuiet(argv: readonly string[]): boolean {
  return ownWords(argv).some((word) => word === "--quiet" || word === "-q");
}

/** The words that are ecsin's own: those of a command in the container stand behind `--`. */
function ownWords(argv: readonly string[]): readonly string[] {
  // What follows rsync's remote shell is rsync's.
  if (argv[0] === "rsh") return [];
  const end = argv.indexOf("--");
  return argv.slice(0, end === -1 ? argv.length : end);
}

function waterfallText(): string {
  phase();
  const lines = ["milliseconds from the start of the program", ...waterfall()];
  return lines.map((line) => `ecsin: debug: ${line}\n`).join("");
}

/** stricli ends a text that is empty. */
function trimmed(text: string): string {
  return text.replace(/^\n+$/, "");
}
