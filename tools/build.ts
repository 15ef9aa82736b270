// `deno task build`: a bundle whose parts load only when they are needed, then one binary around it
// with the permissions of `deno task ecsin`. `--all` makes every file of a release instead,
// `--releases URL` says of which repository, `--outdir DIR` builds elsewhere than in dist/.
// DENORT_BIN=<the deno executable> stands in for the runtime base where that cannot be downloaded:
// the whole pipeline runs, and the result is not a runnable ecsin. With --all it is a folder with
// the deno executable of every target, named after the target.
import { fileURLToPath } from "node:url";
import manifest from "../deno.json" with { type: "json" };
import { bundleConfig } from "./bundle_config.ts";
import { closedPart, openDoors } from "./closed.ts";
import { embedInBundle } from "./embed.ts";
import { papersOf } from "./papers.ts";
import { runPermissions } from "./permissions.ts";
import { buildRelease } from "./release.ts";
import { TARGETS } from "./targets.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** A step that went wrong, with what to do about it. */
class BuildError extends Error {
  constructor(what: string, readonly why: string, readonly next: string) {
    super(what);
  }
}

/** Bundles main.ts into `folder`, emptied first; gives the path of its entry. */
export async function bundle(folder: string): Promise<string> {
  await removeAll(folder);
  await bundleInto(folder);
  await closeAndLoadLate(folder);
  return `${folder}/main.js`;
}

/** The bundler's own work, as it leaves it. */
export async function bundleInto(
  folder: string,
  more: readonly string[] = ["--minify"],
): Promise<void> {
  const scratch = await Deno.makeTempDir();
  // Without --code-splitting what is imported lazily is inlined, and `--help` loads the AWS SDK.
  const { success, said } = await deno([
    "bundle",
    ...await bundleConfig(scratch),
    "--code-splitting",
    "--platform=deno",
    ...more,
    `--outdir=${folder}`,
    "main.ts",
  ]);
  await removeAll(scratch);
  if (!success) throw new BuildError("main.ts could not be bundled", said, "deno check main.ts");
}

/**
 * Closes the bundle, and makes late what the bundler leaves early: Deno reads and analyses each part
 * that a dynamic import names by a literal before the first line runs, 3 ms.
 */
async function closeAndLoadLate(folder: string): Promise<void> {
  const parts = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    const text = await Deno.readTextFile(path);
    const late = closedPart(text)
      .replaceAll(/\bimport\(("\.\/[\w-]+\.js")\)/g, "import(String($1))");
    if (late !== text) await Deno.writeTextFile(path, late);
    parts.set(name, late);
  }
  const open = await openDoors(folder, parts);
  if (open.length > 0) {
    throw new BuildError(
      "the bundle would look for code on the disk of whoever runs it",
      open.join("\n"),
      "answer it in tools/closed.ts, or leave out the package that asks",
    );
  }
}

/**
 * Compiles a bundle's entry, with its whole folder inside, into `binary`: for this machine, or for a
 * target.
 */
export async function compile(entry: string, binary: string, target?: string): Promise<void> {
  const folder = entry.slice(0, entry.lastIndexOf("/"));
  const base = Deno.env.get("DENORT_BIN");
  await removeAll(binary);
  // Their times get into the binary, and nothing else would differ from one build to the next.
  for await (const { name } of Deno.readDir(folder)) await Deno.utime(`${folder}/${name}`, 0, 0);
  const { success, said } = await deno([
    "compile",
    ...runPermissions(),
    // Deno's cache of compiled code lies in the temporary folder, and is read whoever owns it.
    "--no-code-cache",
    // Of the builder's surroundings nothing gets in: neither a configuration nor a package.json.
    "--no-config",
    "--no-lock",
    "--no-npm",
    "--no-remote",
    ...(target === undefined ? [] : [`--target=${target}`]),
    `--include=${folder}`,
    `--output=${binary}`,
    entry,
  ], base !== undefined && target !== undefined ? { DENORT_BIN: `${base}/${target}` } : {});
  if (success) return;
  if (!/base binary|denort|Invalid object/.test(said)) {
    throw new BuildError("the bundle could not be compiled", said, `deno run ${entry} --version`);
  }
  throw new BuildError(
    `Deno's runtime base for ${target ?? "this system"} could not be had`,
    said,
    nextWithoutBase(base, target),
  );
}

function nextWithoutBase(base: string | undefined, target: string | undefined): string {
  if (base !== undefined) {
    return target === undefined
      ? "see that DENORT_BIN names an executable that can be read"
      : `see that DENORT_BIN names a folder, and ${base}/${target} is that system's deno`;
  }
  const build = "build where the download above is allowed, or check all but the result: ";
  return target === undefined
    ? `${build}DENORT_BIN="$(command -v deno)" deno task build`
    : `${build}DENORT_BIN=FOLDER deno task build --all, with the deno of each target in FOLDER`;
}

async function removeAll(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function deno(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ success: boolean; said: string }> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    // A part of AWS's SDK that is loaded lazily is its ES module: of the other the names are lost.
    env: { ...env, NO_COLOR: "1", DENO_CONDITIONS: "module", DENO_NO_PACKAGE_JSON: "1" },
    stdout: "null",
  }).output();
  const [said = ""] = new TextDecoder().decode(stderr).split("Stack backtrace:");
  return { success, said: said.trim().replaceAll(/\n{2,}/g, "\n") };
}

/** What the command line of `deno task build` says. */
interface Wish {
  readonly outdir: string;
  readonly all: boolean;
  readonly releases: string | undefined;
}

function parse(args: readonly string[]): Wish {
  const known = new Map<string, string | undefined>();
  const words = [...args];
  while (words.length > 0) {
    const flag = words.shift() ?? "";
    const value = flag === "--all" ? "" : words.shift();
    if (!["--all", "--outdir", "--releases"].includes(flag) || (flag !== "--all" && !value)) {
      throw new BuildError(`build does not know ${args.join(" ")}`, "", "deno task build");
    }
    known.set(flag, value);
  }
  return {
    outdir: known.get("--outdir") ?? `${ROOT}dist`,
    all: known.has("--all"),
    releases: known.get("--releases"),
  };
}

async function build({ outdir, all, releases }: Wish): Promise<void> {
  const entry = await bundle(`${outdir}/bundle`);
  if (releases !== undefined) await embedInBundle(`${outdir}/bundle`, releases);
  console.log(`bundle  ${entry}`);
  // What was compiled for this system is started. With a runtime base it is ecsin; with Deno itself
  // in its place, plain deno.
  let isEcsin = true;
  if (all) {
    const folder = `${outdir}/release`;
    await removeAll(folder);
    await buildRelease({
      version: manifest.version,
      folder,
      releases,
      papers: () => papersOf(entry),
      compile: async (binary, target) => {
        await compile(entry, binary, target);
        if (isHere(target)) isEcsin = await startsAsEcsin(binary);
      },
      log: console.log,
    });
    if (releases === undefined) {
      console.log(
        "Without --releases URL the install scripts and the package managers' files are left out:\n" +
          "they name the place of the releases, and it is not known here.",
      );
    }
    if (!isEcsin) {
      console.log(
        `The binaries in ${folder} are not runnable ecsins: DENORT_BIN stood in for Deno's runtime\n` +
          "base, so they start as plain deno. Only the pipeline was checked; the bundle runs.",
      );
    }
    return;
  }
  const binary = `${outdir}/ecsin${Deno.build.os === "windows" ? ".exe" : ""}`;
  await compile(entry, binary);
  console.log(`binary  ${binary}`);
  isEcsin = await startsAsEcsin(binary);
  if (!isEcsin) {
    console.log(
      `${binary} is not a runnable ecsin: DENORT_BIN stood in for Deno's runtime base, so it\n` +
        "starts as plain deno. Only the pipeline was checked; the bundle runs.",
    );
  }
}

function isHere(target: string): boolean {
  const { os, arch } = Deno.build;
  return TARGETS.some((each) => each.target === target && each.os === os && each.arch === arch);
}

/** Whether it says that it is this version; throws where no stand-in can be the reason. */
async function startsAsEcsin(binary: string): Promise<boolean> {
  const { stdout, stderr } = await new Deno.Command(binary, {
    args: ["--version"],
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  const said = text.decode(stdout).trim();
  if (said === manifest.version) return true;
  if (Deno.env.get("DENORT_BIN") !== undefined) return false;
  throw new BuildError(
    "the binary does not start as ecsin",
    said || text.decode(stderr).trim(),
    `${binary} --version`,
  );
}

if (import.meta.main) {
  try {
    await build(parse(Deno.args));
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    const why = error.why === "" ? "" : `\n  why: ${error.why.replaceAll("\n", "\n       ")}`;
    console.error(`build: error: ${error.message}${why}\n  next: ${error.next}`);
    Deno.exitCode = 1;
  }
}
