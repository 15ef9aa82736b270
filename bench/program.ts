// The programs that are measured: ecsin as it is released (the split bundle), an empty Deno
// program, and AWS's CLI where Python has it or can get it.
import { bundle } from "../tools/build.ts";
import { runPermissions } from "../tools/permissions.ts";

const SCRATCH = decodeURIComponent(new URL("../.cache/bench", import.meta.url).pathname);

/** Words that start each of them. */
export interface Programs {
  readonly ecsin: readonly string[];
  readonly empty: readonly string[];
  /** Python that can import awscli; undefined where it cannot be had. */
  readonly awscliPython: string | undefined;
}

/** Builds or finds them. */
export async function findPrograms(): Promise<Programs> {
  await Deno.mkdir(SCRATCH, { recursive: true });
  const main = await bundle(`${SCRATCH}/bundle`);
  const empty = `${SCRATCH}/empty.js`;
  await Deno.writeTextFile(empty, "");
  const deno = [Deno.execPath(), "run", "--quiet", "--no-config", "--cached-only"];
  return {
    ecsin: [...deno, ...await runPermissions(), main],
    empty: [...deno, empty],
    awscliPython: await findAwscli(),
  };
}

async function findAwscli(): Promise<string | undefined> {
  const venv = `${SCRATCH}/awscli`;
  const python = `${venv}/bin/python`;
  if (await succeeds([python, "-c", "import awscli"])) return python;
  const made = await succeeds(["python3", "-m", "venv", venv]) &&
    await succeeds([python, "-m", "pip", "install", "--quiet", "awscli"]);
  return made ? python : undefined;
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
