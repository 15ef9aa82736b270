// The real session-manager-plugin, built from its public Go module into bin/ beside this file, for
// the stories that need it. It is built only when what pins it (go.mod, go.sum, tools.go) or the Go
// compiler changed. Where there is no Go that can build it those stories are skipped by name;
// ECSIN_REQUIRE_ALL=1, as .ci/run sets it, makes that an error.

const FOLDER = new URL(".", import.meta.url);
const MAIN_PACKAGE = "github.com/aws/session-manager-plugin/src/sessionmanagerplugin-main";
const EXECUTABLE = Deno.build.os === "windows"
  ? "session-manager-plugin.exe"
  : "session-manager-plugin";

let found: Promise<string | undefined> | undefined;

/**
 * The path of the real plugin, built first where it is stale; undefined where Go is missing, is too
 * old for the module or cannot fetch it. With ECSIN_REQUIRE_ALL=1 it throws then.
 */
export function realPlugin(): Promise<string | undefined> {
  return found ??= findOrBuild();
}

async function findOrBuild(): Promise<string | undefined> {
  const isRequired = Deno.env.get("ECSIN_REQUIRE_ALL") === "1";
  const go = await goVersion();
  if (go === undefined) {
    if (!isRequired) return undefined;
    throw new Error("ECSIN_REQUIRE_ALL=1, and there is no Go to build the plugin with");
  }
  const plugin = new URL(`bin/${EXECUTABLE}`, FOLDER);
  const stamp = new URL("bin/built-from", FOLDER);
  const wanted = await fingerprint(go);
  if (await exists(plugin) && await textOf(stamp) === wanted) return pathOf(plugin);
  await Deno.mkdir(new URL("bin/", FOLDER), { recursive: true });
  // Built aside and renamed: two test runs at once never start a half-written plugin.
  const aside = new URL(`bin/building-${Deno.pid}-${EXECUTABLE}`, FOLDER);
  try {
    await goBuild(aside);
  } catch (error) {
    if (isRequired) throw error;
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
  await Deno.rename(aside, plugin);
  await Deno.writeTextFile(stamp, wanted);
  return pathOf(plugin);
}

async function goVersion(): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("go", {
      args: ["version"],
      cwd: FOLDER,
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Builds Windows' plugin at a path, where it is not there yet as it is pinned; undefined where there
 * is no Go that can.
 */
export async function windowsPlugin(folder: string): Promise<string | undefined> {
  const go = await goVersion();
  if (go === undefined) return undefined;
  const wanted = await fingerprint(go);
  const to = new URL(`file://${folder}/session-manager-plugin.exe`);
  const stamp = new URL(`file://${folder}/built-from`);
  if (await exists(to) && await textOf(stamp) === wanted) return pathOf(to);
  await Deno.mkdir(folder, { recursive: true });
  await goBuild(to, { GOOS: "windows", GOARCH: "amd64" });
  await Deno.writeTextFile(stamp, wanted);
  return pathOf(to);
}

async function goBuild(to: URL, system: Readonly<Record<string, string>> = {}): Promise<void> {
  const { success, stderr } = await new Deno.Command("go", {
    args: [
      "build",
      "-trimpath",
      "-mod=readonly",
      "-buildvcs=false",
      "-o",
      pathOf(to),
      MAIN_PACKAGE,
    ],
    cwd: FOLDER,
    env: { CGO_ENABLED: "0", ...system },
  }).output();
  if (success) return;
  throw new Error(
    `the real session-manager-plugin could not be built:\n${new TextDecoder().decode(stderr)}`,
  );
}

/** What a built plugin depends on, as one hexadecimal digest. */
async function fingerprint(go: string): Promise<string> {
  const pins = await Promise.all(
    ["go.mod", "go.sum", "tools.go"].map((name) => Deno.readTextFile(new URL(name, FOLDER))),
  );
  const bytes = new TextEncoder().encode([go, ...pins].join("\0"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

async function textOf(file: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function exists(file: URL): Promise<boolean> {
  try {
    return (await Deno.stat(file)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function pathOf(file: URL): string {
  const path = decodeURIComponent(file.pathname);
  return Deno.build.os === "windows" ? path.slice(1).replaceAll("/", "\\") : path;
}

/** The plugin as a test's need: `needs(name, await thePlugin())`. */
export async function thePlugin(): Promise<{ readonly name: string; readonly isHere: boolean }> {
  return {
    name: "Go that can build the session-manager-plugin",
    isHere: await realPlugin() !== undefined,
  };
}

if (import.meta.main) {
  const plugin = await realPlugin();
  console.log(
    plugin ?? "no Go that can build it here: the tests that need the real plugin are skipped",
  );
}
