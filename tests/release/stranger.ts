// A stranger who runs install.sh: a home of their own, and a release server on loopback.
import assert from "node:assert/strict";
import { runProgram } from "../stories/ecsin.ts";
import { Home } from "../stories/home.ts";
import { ReleaseServer } from "./server.ts";
import { isHere, type Need, needs, type Program } from "../needs.ts";

/** The script of the source, which does not know where the releases are. */
export const SOURCE = decodeURIComponent(new URL("../../install.sh", import.meta.url).pathname);
/** How the names of this system's archives end. */
export const TAR = `linux-${Deno.build.arch}.tar.gz`;

/** The words that start each shell. */
export const SHELLS: readonly (readonly ["sh" | Program, ...string[]])[] = [
  ["sh"],
  ["dash"],
  ["bash", "--posix"],
  ["busybox", "sh"],
];

/** What install.sh itself needs, besides one of `curl` and `wget`. */
const TOOLS: readonly Need[] = ["linux", "grep", "sed", "tar", "gzip", "sha256sum", "uname", "ldd"];

/** A story of install.sh; Linux only, for the stand-ins of `uname` and the release's names. */
export function story(
  name: string,
  tell: (server: ReleaseServer, home: Home) => Promise<void>,
  ...more: readonly Need[]
): void {
  Deno.test({
    ...needs(`install.sh ${name}`, ...TOOLS, ...isHere("wget") ? [] : ["curl" as const], ...more),
    fn: async () => {
      await using server = await ReleaseServer.start();
      await using home = await Home.make();
      await server.publish("0.1.0");
      await tell(server, home);
    },
  });
}

/** The shell that runs it, `sh` by default, and what is added to its environment. */
interface Run {
  readonly shell?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the script of release 0.1.0. */
export function install(
  server: ReleaseServer,
  home: Home,
  args: readonly string[] = [],
  run: Run = {},
) {
  const script = server.file("0.1.0", "install.sh");
  return runProgram([...run.shell ?? ["sh"], script, ...args], { home, env: run.env ?? {} });
}

/** Everything in a folder, hidden files too. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  return names.sort();
}

/** The whole outcome where something is refused: nothing was left behind, `before` is as it was. */
export async function assertRefused(
  home: Home,
  ran: { code: number; stdout: string; stderr: string },
  says: RegExp,
  before?: string,
): Promise<void> {
  assert.deepEqual([ran.code, ran.stdout], [1, ""], ran.stderr);
  assert.match(ran.stderr, says);
  assert.match(ran.stderr, /^ {2}next: \S/m);
  const bin = `${home.path}/.local/bin`;
  if (before === undefined) {
    assert.deepEqual(await namesIn(bin).catch(() => []), []);
  } else {
    assert.deepEqual(await namesIn(bin), ["ecsin"]);
    assert.equal(await Deno.readTextFile(`${bin}/ecsin`), before);
  }
}
