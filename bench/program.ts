// The programs that are measured: ecsin as it is released (the split bundle), an empty Deno
// program, AWS's CLI where it was installed, and the peers that are on PATH.
import { bundle } from "../tools/build.ts";
import { runPermissions } from "../tools/permissions.ts";

const SCRATCH = decodeURIComponent(new URL("../.cache/bench", import.meta.url).pathname);

/** Words that start each of them. */
export interface Programs {
  readonly ecsin: readonly string[];
  readonly empty: readonly string[];
  /** Python that can import awscli; undefined where it cannot be had. */
  readonly awscliPython: string | undefined;
  /** The program `awslogs`; undefined where it cannot be had. */
  readonly awslogs: string | undefined;
  /** Peers on PATH. */
  readonly peers: readonly Peer[];
}

/** Another program for the same task. */
export interface Peer {
  readonly name: string;
  /** Words that make it say its version. */
  readonly version: readonly string[];
  /** Words that open a shell in a task of service `web` of cluster `prod`, container `app`. */
  readonly login?: readonly string[];
}

const PEERS: readonly Peer[] = [
  {
    name: "ecsta",
    version: ["ecsta", "version"],
    login: ["ecsta", "-c", "prod", "exec", "--service", "web", "--container", "app"],
  },
  { name: "miniecs", version: ["miniecs", "version"] },
  { name: "session-manager-plugin", version: ["session-manager-plugin", "--version"] },
];

/** Builds or finds them; with `install` gets AWS's CLI from PyPI where it is not there yet; `binary` is a compiled ecsin. */
export async function findPrograms(install: boolean, binary?: string): Promise<Programs> {
  await Deno.mkdir(SCRATCH, { recursive: true });
  const main = await bundle(`${SCRATCH}/bundle`);
  const empty = `${SCRATCH}/empty.js`;
  await Deno.writeTextFile(empty, "");
  const deno = [Deno.execPath(), "run", "--quiet", "--no-config", "--cached-only"];
  return {
    ecsin: [...deno, ...await runPermissions(), main],
    empty: [...deno, empty],
    awscliPython: await findAwscli(install),
    awslogs: await findAwslogs(install),
    peers: [
      ...await installed(PEERS),
      ...binary === undefined ? [] : [{ name: "binary", version: [binary, "--version"] }],
    ],
  };
}

async function installed(peers: readonly Peer[]): Promise<readonly Peer[]> {
  const found = await Promise.all(peers.map(({ version }) => succeeds(version)));
  return peers.filter((_, index) => found[index]);
}

async function findAwscli(install: boolean): Promise<string | undefined> {
  const venv = `${SCRATCH}/awscli`;
  const python = `${venv}/bin/python`;
  if (await succeeds([python, "-c", "import awscli"])) return python;
  const made = install && await succeeds(["python3", "-m", "venv", venv]) &&
    await succeeds([python, "-m", "pip", "install", "--quiet", "awscli"]);
  return made ? python : undefined;
}

async function findAwslogs(install: boolean): Promise<string | undefined> {
  const venv = `${SCRATCH}/awslogs`;
  const program = `${venv}/bin/awslogs`;
  if (await succeeds([program, "--version"])) return program;
  const made = install && await succeeds(["python3", "-m", "venv", venv]) &&
    await succeeds([`${venv}/bin/pip`, "install", "--quiet", "awslogs", "setuptools<81"]);
  return made && await succeeds([program, "--version"]) ? program : undefined;
}

async function succeeds(argv: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(argv[0] ?? "", {
      args: argv.slice(1),
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Where Deno keeps what it has cached, for programs with a clean environment. */
export async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return String(JSON.parse(new TextDecoder().decode(stdout)).denoDir);
}
