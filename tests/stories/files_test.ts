// Which files ecsin touches outside the person's own folders, as the system's own log of its calls
// tells: those that docs/security.md lists, and no others.
import assert from "node:assert/strict";
import { userInfo } from "node:os";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs, pathOf } from "../needs.ts";
import { putAlone } from "./alone.ts";
import { runProgram } from "./ecsin.ts";
import {
  AROUND,
  everyCommand,
  HOMELESS,
  HOMELESS_LINES,
  smallestAccount,
  THERE,
} from "./every_command.ts";
import { Home } from "./home.ts";
import { openTerminal } from "./terminal.ts";

const PAGE = new URL("../../docs/security.md", import.meta.url);

/** Paths of the page's list, as expressions; `…` stands for anything. */
async function listed(tmp: string): Promise<readonly RegExp[]> {
  const page = await Deno.readTextFile(PAGE);
  const [, table = ""] = /^## Files that are not yours$([\s\S]*?)^## /m.exec(page) ?? [];
  const rows = [...table.matchAll(/^\| (`.+?`) +\|/gm)].map(([, cell = ""]) => cell);
  assert.ok(rows.length > 5);
  return rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)])
    .map(([, path = ""]) => path.replace("$TMPDIR", tmp))
    .map((path) => new RegExp(`^${path.split("…").map(RegExp.escape).join(".*")}$`));
}

/** The paths that a log of strace names, in whatever call; relative ones from `cwd`. */
function pathsOf(log: string, cwd: string): readonly string[] {
  const found = new Set<string>();
  for (const line of log.split("\n")) {
    // `execve` gives the program's own arguments as well.
    const text = line.replace(/(execve\("[^"]*").*/, "$1");
    // From a folder that is open, and was named when it was opened.
    const isInside = /\w+at\w*\(\d+,/.test(text);
    for (const [, path = ""] of text.matchAll(/[(, ]"((?:[^"\\]|\\.)*)"/g)) {
      if (path === "" || isInside && !path.startsWith("/")) continue;
      if (/readlink|getcwd/.test(text) && !text.includes(`("${path}"`)) continue;
      found.add(path.startsWith("/") ? path : `${cwd}/${path}`);
    }
  }
  return [...found].sort();
}

Deno.test(
  needs(
    "outside the person's own folders, no command touches a file that docs/security.md does not list",
    "linux",
    "strace",
    "the right to trace",
  ),
  async () => {
    await using aws = startFakeAws(smallestAccount());
    await using home = await Home.make();
    const { folder, command, isBinary } = await putAlone(`${home.path}/program`);
    const shared = `${home.path}-shared`;
    await Deno.mkdir(`${shared}/work`, { recursive: true });
    const cwd = `${shared}/work`;
    try {
      await Deno.mkdir(`${shared}/tmp`);
      const log = `${home.path}/log`;
      const traced = [
        pathOf("strace") ?? "",
        "-f",
        "-qq",
        "-e",
        "trace=%file",
        "-o",
        log,
        ...command,
      ];
      const options = { home, cwd, env: { ...aws.env, ...AROUND, TMPDIR: `${shared}/tmp` } };
      const allowed = await listed(`${shared}/tmp`);
      const found: string[] = [];
      // Deno itself, where it runs a bundle.
      const own = [home.path, userInfo().homedir, ...isBinary ? [] : [Deno.execPath()]];
      const strange = async () =>
        pathsOf(await Deno.readTextFile(log), cwd)
          .filter((path) => !own.some((each) => path === each || path.startsWith(`${each}/`)))
          // The folders themselves on the way to the program, and to where ecsin is started.
          .filter((path) =>
            ![folder, cwd].some((each) => `${each}/`.startsWith(`${path.replace(/\/$/, "")}/`))
          )
          .filter((path) => !allowed.some((each) => each.test(path)));
      for (const line of await everyCommand()) {
        await runProgram([...traced, ...line], options);
        for (const path of await strange()) found.push(`${line[0]}: ${path}`);
      }
      const homeless = { ...options, env: { ...options.env, ...HOMELESS } };
      for (const line of HOMELESS_LINES) {
        await runProgram([...traced, ...line], homeless);
        for (const path of await strange()) found.push(`${line[0]}, without a home: ${path}`);
      }
      const login = [...traced, "login", ...THERE, "--session", "native"];
      await using terminal = await openTerminal(login, options);
      await terminal.waitForOutput(/[$#] $/);
      await terminal.type("exit\r");
      await terminal.exit();
      for (const path of await strange()) found.push(`login: ${path}`);
      assert.deepEqual(found, []);
    } finally {
      await Deno.remove(shared, { recursive: true });
    }
  },
);
