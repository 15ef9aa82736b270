// `deno task build`: a bundle whose parts load only when they are needed, then one binary around it
// with the permissions of `deno task ecsin`. `--outdir DIR` builds elsewhere than in dist/.
// DENORT_BIN=<the deno executable> stands in for the runtime base where that cannot be downloaded:
// the whole pipeline runs, and the result is not a runnable ecsin.
import { bundleConfig } from "./bundle_config.ts";
import { runPermissions } from "./permissions.ts";

const ROOT = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** A step that went wrong, with what to do about it. */
class BuildError extends Error {
  constructor(what: string, readonly why: string, readonly next: string) {
    super(what);
  }
}

/** Bundles main.ts into `folder`, emptied first; gives the path of its entry. */
export async function bundle(folder: string): Promise<string> {
  await removeAll(folder);
  const scratch = await Deno.makeTempDir();
  // Without --code-splitting what is imported lazily is inlined, and `--help` loads the AWS SDK.
  const { success, said } = await deno([
    "bundle",
    ...await bundleConfig(scratch),
    "--code-splitting",
    "--minify",
    "--platform=deno",
    `--outdir=${folder}`,
    "main.ts",
  ]);
  await removeAll(scratch);
  if (!success) throw new BuildError("main.ts could not be bundled", said, "deno check main.ts");
  await loadLate(folder);
  return `${folder}/main.js`;
}

/**
 * Makes late what the bundler leaves early. Its helpers import node:module at once, for packages
 * that `require`: 13 ms of Deno's Node layer at every start, also of `--help`. And Deno reads and
 * analyses each part that a dynamic import names by a literal before the first line runs: 3 ms.
 */
async function loadLate(folder: string): Promise<void> {
  const eagerNode = new RegExp(
    'import\\{createRequire as (\\w+)\\} ?from ?"node:module";var (\\w+)=\\1\\(import\\.meta\\.url\\);',
  );
  for await (const { name } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    const text = await Deno.readTextFile(path);
    const late = text.replace(
      eagerNode,
      (_, _create, require) =>
        `var ${require}=s=>(${require}.r??=process.getBuiltinModule("node:module")` +
        ".createRequire(import.meta.url))(s);",
    ).replaceAll(/\bimport\(("\.\/[\w-]+\.js")\)/g, "import(String($1))");
    if (late !== text) await Deno.writeTextFile(path, late);
  }
}

/** Compiles a bundle's entry, with its whole folder inside, into `binary`. */
export async function compile(entry: string, binary: string): Promise<void> {
  const folder = entry.slice(0, entry.lastIndexOf("/"));
  await removeAll(binary);
  const { success, said } = await deno([
    "compile",
    ...runPermissions(),
    `--include=${folder}`,
    `--output=${binary}`,
    entry,
  ]);
  if (success) return;
  if (!/base binary|denort/.test(said)) {
    throw new BuildError("the bundle could not be compiled", said, `deno run ${entry} --version`);
  }
  throw new BuildError(
    "Deno's runtime base for this system could not be had",
    said,
    Deno.env.get("DENORT_BIN")
      ? "see that DENORT_BIN names an executable that can be read"
      : "build where the download above is allowed, or check all but the result: " +
        'DENORT_BIN="$(command -v deno)" deno task build',
  );
}

async function removeAll(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function deno(args: readonly string[]): Promise<{ success: boolean; said: string }> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "null",
  }).output();
  const [said = ""] = new TextDecoder().decode(stderr).split("Stack backtrace:");
  return { success, said: said.trim().replaceAll(/\n{2,}/g, "\n") };
}

async function build(args: readonly string[]): Promise<void> {
  const [flag, given, ...rest] = args;
  if ((flag !== undefined && flag !== "--outdir") || rest.length > 0 || given === "") {
    throw new BuildError(`build does not know ${args.join(" ")}`, "", "deno task build");
  }
  const outdir = given ?? `${ROOT}dist`;
  const binary = `${outdir}/ecsin${Deno.build.os === "windows" ? ".exe" : ""}`;
  const entry = await bundle(`${outdir}/bundle`);
  console.log(`bundle  ${entry}`);
  await compile(entry, binary);
  console.log(`binary  ${binary}`);
  if (Deno.env.get("DENORT_BIN")) {
    console.log(
      `${binary} is not a runnable ecsin: DENORT_BIN stood in for Deno's runtime base, so it\n` +
        "starts as plain deno. Only the pipeline was checked; the bundle runs.",
    );
  }
}

if (import.meta.main) {
  try {
    await build(Deno.args);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    const why = error.why === "" ? "" : `\n  why: ${error.why.replaceAll("\n", "\n       ")}`;
    console.error(`build: error: ${error.message}${why}\n  next: ${error.next}`);
    Deno.exitCode = 1;
  }
}
