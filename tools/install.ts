// `deno task install`: puts `ecsin` on PATH from a clone, where there is no release or none is wanted.
// A bundle goes into a folder of the person's, a launcher beside other programs; `--uninstall` takes
// both away, `--dir DIR` names the launcher's folder. Nothing else of theirs is changed.
import manifest from "../deno.json" with { type: "json" };
import { bundle } from "./build.ts";
import { MARK, shellLauncher, windowsLauncher } from "./launcher.ts";

const isWindows = Deno.build.os === "windows";
const SEPARATOR = isWindows ? "\\" : "/";

/** What cannot be done, with the line that helps. */
class InstallError extends Error {
  constructor(what: string, readonly next: string) {
    super(what);
  }
}

interface Places {
  /** The launcher's folder. */
  readonly folder: string;
  readonly launcher: string;
  /** Where the bundle goes; nothing else is in there. */
  readonly bundle: string;
}

function places(dir: string | undefined): Places {
  const home = Deno.env.get(isWindows ? "LOCALAPPDATA" : "HOME");
  if (!home) {
    throw new InstallError(
      `there is no ${isWindows ? "LOCALAPPDATA" : "HOME"} to install into`,
      "deno task install --help",
    );
  }
  if (isWindows) {
    const folder = dir ?? `${home}\\Programs\\ecsin`;
    return {
      folder,
      launcher: `${folder}\\ecsin.cmd`,
      bundle: `${home}\\ecsin\\bundle`,
    };
  }
  const folder = dir ?? `${home}/.local/bin`;
  const data = Deno.env.get("XDG_DATA_HOME") || `${home}/.local/share`;
  return { folder, launcher: `${folder}/ecsin`, bundle: `${data}/ecsin/bundle` };
}

/** What lies at the launcher's place: nothing, a launcher, or something else. */
async function found(launcher: string): Promise<"nothing" | "launcher" | "other"> {
  try {
    if ((await Deno.lstat(launcher)).isSymlink) return "other";
    return (await Deno.readTextFile(launcher)).includes(MARK) ? "launcher" : "other";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "nothing";
    return "other";
  }
}

async function install({ folder, launcher, bundle: parts }: Places): Promise<void> {
  if (await found(launcher) === "other") {
    throw new InstallError(
      `${launcher} is there already, and is not of deno task install`,
      "deno task install --dir DIR",
    );
  }
  // Beside the old one, so that an ecsin that runs meanwhile finds its parts.
  const fresh = `${parts}.new`;
  await bundle(fresh);
  await removeIfThere(parts);
  await Deno.rename(fresh, parts);
  await Deno.mkdir(folder, { recursive: true });
  const launched = { deno: Deno.execPath(), main: `${parts}${SEPARATOR}main.js` };
  const text = isWindows ? windowsLauncher(launched) : shellLauncher(launched);
  // Under a name that nobody can have put a link to.
  const temporary = `${launcher}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(temporary, text, { createNew: true, mode: 0o755 });
  if (!isWindows) await Deno.chmod(temporary, 0o755);
  await Deno.rename(temporary, launcher);
  console.log(`ecsin ${manifest.version} is ${launcher}, its parts are in ${parts}`);
  tellPath(folder);
}

function tellPath(folder: string): void {
  const path = (Deno.env.get("PATH") ?? "").split(isWindows ? ";" : ":");
  if (path.includes(folder)) return;
  console.log(`${folder} is not on PATH. To have it there:`);
  if (isWindows) {
    console.log(
      `  [Environment]::SetEnvironmentVariable('Path', "$([Environment]::GetEnvironmentVariable(` +
        `'Path', 'User'));${folder}", 'User')`,
    );
  } else console.log(`  export PATH="${folder}:$PATH"`);
}

async function uninstall({ launcher, bundle: parts }: Places): Promise<void> {
  if (await found(launcher) !== "launcher") {
    throw new InstallError(
      `there is no launcher of deno task install at ${launcher}`,
      isWindows ? "where.exe ecsin" : "command -v ecsin",
    );
  }
  await Deno.remove(launcher);
  await removeIfThere(parts);
  // Its parent holds nothing else of ecsin's own; what others put there stays.
  await Deno.remove(parts.slice(0, parts.lastIndexOf(SEPARATOR))).catch(() => {});
  console.log(`${launcher} and ${parts} are gone; your profiles and what ecsin remembers stay`);
}

async function removeIfThere(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function run(args: readonly string[]): Promise<void> {
  const [first, second, ...rest] = args[0] === "--uninstall" ? args.slice(1) : args;
  if (rest.length > 0 || (first !== undefined && (first !== "--dir" || second === undefined))) {
    throw new InstallError(
      `install does not know ${args.join(" ")}`,
      "deno task install [--uninstall] [--dir DIR]",
    );
  }
  const where = places(second === undefined ? undefined : await wholePath(second));
  await (args[0] === "--uninstall" ? uninstall(where) : install(where));
}

/** From where the person stands: a task runs in the clone. */
async function wholePath(dir: string): Promise<string> {
  const from = Deno.env.get("INIT_CWD") ?? Deno.cwd();
  const path = /^([/\\]|[A-Za-z]:)/.test(dir) ? dir : `${from}${SEPARATOR}${dir}`;
  await Deno.mkdir(path, { recursive: true });
  return await Deno.realPath(path);
}

if (import.meta.main) {
  try {
    await run(Deno.args);
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    console.error(`install: error: ${error.message}\n  next: ${error.next}`);
    Deno.exitCode = 1;
  }
}
