// `deno task windows`: Windows' own deno.exe under Wine, and with it ecsin, on a Debian machine as root.
// A place is made once, in a cache folder outside of the tree: Debian trixie with its Wine 10 (that of
// bookworm is too old), and deno.exe from npm. Then run
// there: the tests that hold on Windows, by deno.exe itself; and on this side the stories, with
// ECSIN_UNDER_TEST a script that starts the bundle under Wine. Loopback is shared, so the fake AWS of
// the stories serves it. Stories that are named are run instead of all that; flags are deno test's.
import manifest from "../deno.json" with { type: "json" };
import { bundle } from "./build.ts";
import { runPermissions } from "./permissions.ts";

const ROOT = decodeURIComponent(new URL("../", import.meta.url).pathname).replace(/\/$/, "");
const CACHE = Deno.env.get("ECSIN_WINDOWS_PLACE") ??
  `${Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME")}/.cache`}/ecsin-windows`;
/** The root of trixie; its `Z:` is this, so paths are the same on both sides. */
const PLACE = `${CACHE}/trixie`;
const DENO = `${CACHE}/deno`;
const BUNDLE = `${CACHE}/bundle`;
const DOOR = `${CACHE}/ecsin`;
/** Starts any program of Windows with a story's environment. */
const WINE = `${CACHE}/wine`;
/** Programs of Windows that Go builds here: AWS's plugin, and what gives a story its home. */
const PROGRAMS = `${CACHE}/programs`;
const HOME_EXE = `${PROGRAMS}/home.exe`;

/** Tests of functions, which deno.exe runs: no pty, no Unix program, no path of Unix in them. */
const TESTS = [
  "tests/windows_test.ts",
  "tests/near_test.ts",
  "tests/printable_test.ts",
  "tests/place/arn_test.ts",
  "tests/profiles/merge_test.ts",
  "tests/profiles/parse_test.ts",
  "tests/terminal/table_test.ts",
];
/** Stories through pipes and through Wine's console. */
const STORIES = [
  "tests/stories/exec_test.ts",
  "tests/stories/list_test.ts",
  "tests/stories/saved_commands_test.ts",
  "tests/stories/typed_place_test.ts",
  "tests/stories/wine_test.ts",
  "tests/stories/wine_plugin_test.ts",
  "tests/release/wine_test.ts",
];

/** Why the place cannot be had here; undefined where it can. */
async function missing(): Promise<string | undefined> {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") return "Linux on x86_64";
  if (Deno.uid() !== 0) return "root";
  if (!await succeeds("unshare", "-m", "true")) return "the right to mount";
  if (!await succeeds("apt-get", "--version")) return "Debian";
  return undefined;
}

async function succeeds(program: string, ...args: readonly string[]): Promise<boolean> {
  const command = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  return await command.output().then(({ success }) => success, () => false);
}

/** Runs a script of sh, `args` after it; throws where it fails. */
async function sh(script: string, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("sh", {
    args: ["-euc", script, "windows", ...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim() || script);
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function makePlace(): Promise<void> {
  if (!await isThere(`${PLACE}/made`)) {
    console.log(`windows: Debian trixie with Wine goes into ${PLACE}`);
    if (!await succeeds("debootstrap", "--version")) {
      await sh(
        "export DEBIAN_FRONTEND=noninteractive; " +
          "apt-get install -y -qq --no-install-recommends debootstrap || " +
          "{ apt-get update -qq; apt-get install -y -qq --no-install-recommends debootstrap; }",
      );
    }
    await sh(
      'rm -rf "$1"; mkdir -p "$1"; debootstrap --variant=minbase trixie "$1" "$2"; ' +
        'chroot "$1" apt-get -o APT::Sandbox::User=root install -y -qq --no-install-recommends ' +
        'wine wine64; mkdir -m 700 -p "$1/run/xdg"; : >"$1/made"; rm -rf "$3"; mv "$1" "$3"',
      `${PLACE}.new`,
      await mirror(),
      PLACE,
    );
  }
  const version = Deno.version.deno;
  if (!await isThere(`${DENO}/${version}/deno.exe`)) {
    await sh(
      'mkdir -p "$1"; cd "$1"; npm pack --silent "@deno/win32-x64@$2"; tar -xzf *.tgz; rm *.tgz; ' +
        'mv package "$2"',
      DENO,
      version,
    );
  }
}

/** Where this machine gets its own packages from. */
async function mirror(): Promise<string> {
  const files = ["/etc/apt/sources.list", "/etc/apt/sources.list.d/debian.sources"];
  const texts = await Promise.all(files.map((file) => Deno.readTextFile(file).catch(() => "")));
  const [, found] = /^(?:URIs: |deb (?:\[[^\]]*\] )?)(\S+)/m.exec(texts.join("\n")) ?? [];
  return found ?? "http://deb.debian.org/debian";
}

/** What starts ecsin under Wine, by the door for any program. */
function door(): string {
  const words = [
    "run --quiet --no-config --no-lock --no-remote --no-npm",
    ...runPermissions(),
    `'Z:${BUNDLE}/main.js'`,
  ];
  return `#!/bin/sh\nexec '${WINE}' Z:/deno/deno.exe ${words.join(" ")} "$@"\n`;
}

/** Builds what gives a story its home: Wine has folders of its own for all. */
async function buildHome(): Promise<boolean> {
  const go = new Deno.Command("go", {
    args: ["build", "-trimpath", "-o", HOME_EXE, `${ROOT}/tests/stories/windows_home.go`],
    env: { GOOS: "windows", GOARCH: "amd64", CGO_ENABLED: "0" },
    stdin: "null",
    stdout: "null",
  });
  return await go.output().then(({ success }) => success, () => false);
}

/** The door for any program: a story's home is Windows' three folders, its PATH ends with `bin`. */
function wine(hasHome: boolean): string {
  return `#!/bin/sh
home="Z:$HOME"
mkdir -p "$HOME/.config" "$HOME/.local/state"
exec chroot '${PLACE}' env -u TMPDIR -u XDG_CONFIG_HOME -u XDG_STATE_HOME -u XDG_DATA_HOME \\
  -u XDG_CACHE_HOME ${wineVariables()} DENO_DIR='Z:/denodir' DENO_NO_UPDATE_CHECK=1 \\
  USERPROFILE="$home" APPDATA="$home/.config" LOCALAPPDATA="$home/.local/state" \\
  STORY_HOME="$home" WINEPATH="$home/bin" sh -c 'cd "$0" && exec wine "$@"' "$PWD" ${
    hasHome ? `'Z:${HOME_EXE}' ` : ""
  }"$@"
`;
}

function wineVariables(): string {
  return "HOME=/root PATH=/usr/bin:/bin WINEPREFIX=/root/.wine WINEDEBUG=-all LANG=C.UTF-8 " +
    "XDG_RUNTIME_DIR=/run/xdg";
}

/** Mounts what both sides see, in a namespace of its own, and does all the work there. */
function work(named: readonly string[]): string {
  const inside = `chroot '${PLACE}' env -i ${wineVariables()}`;
  const wine = `${inside} DENO_DIR='Z:/denodir' DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 $cert`;
  const tests = named.length > 0
    ? ""
    : `${wine} sh -c 'cd "$0" && exec wine Z:/deno/deno.exe test -A --no-check --quiet "$@"' ` +
      `'${ROOT}' ${TESTS.join(" ")} || code=1`;
  return `
mkdir -p '${PLACE}/deno' '${PLACE}${ROOT}' '${PLACE}${BUNDLE}' '${PLACE}${PROGRAMS}' '${PLACE}/dev' '${PLACE}/proc'
mount --rbind /dev '${PLACE}/dev'
mount -t proc proc '${PLACE}/proc'
mount --bind /tmp '${PLACE}/tmp'
mount --bind '${ROOT}' '${PLACE}${ROOT}'
mount --bind '${BUNDLE}' '${PLACE}${BUNDLE}'
mount --bind '${PROGRAMS}' '${PLACE}${PROGRAMS}'
mount --bind '${DENO}/${Deno.version.deno}' '${PLACE}/deno'
cp /etc/resolv.conf /etc/hosts '${PLACE}/etc/'
cert=''
if [ -n "\${DENO_CERT:-\${SSL_CERT_FILE:-}}" ]; then
  cp "\${DENO_CERT:-$SSL_CERT_FILE}" '${PLACE}/ca.crt'
  cert=DENO_CERT=Z:/ca.crt
fi
# What an ecsin of the stories before remembered: Wine's folders of a person are one for all.
rm -rf '${PLACE}'/root/.wine/drive_c/users/root/AppData/*/ecsin
[ -d '${PLACE}/root/.wine' ] || ${inside} wineboot -i >/dev/null 2>&1
${inside} wineserver -p
code=0
echo "windows: $(${wine} wine Z:/deno/deno.exe --version | head -n 1)"
${wine} sh -c 'cd "$0" && exec wine Z:/deno/deno.exe install --quiet --frozen' '${ROOT}' || code=1
${tests}
ECSIN_UNDER_TEST='${DOOR}' ECSIN_UNDER_TEST_OS=windows ECSIN_WINE='${WINE}' \\
  ECSIN_WINDOWS_PROGRAMS='${PROGRAMS}' deno test -A --no-check "$@" \\
  ${(named.length > 0 ? named : STORIES).join(" ")} || code=1
${inside} wineserver -k
exit "$code"
`;
}

if (import.meta.main) {
  const need = await missing();
  if (need !== undefined) {
    console.log(`windows: skipped (needs ${need})`);
    Deno.exit(0);
  }
  await Deno.mkdir(PROGRAMS, { recursive: true });
  await makePlace();
  await bundle(BUNDLE);
  for (const [path, text] of [[DOOR, door()], [WINE, wine(await buildHome())]] as const) {
    await Deno.writeTextFile(path, text, { mode: 0o755 });
    await Deno.chmod(path, 0o755);
  }
  console.log(`windows: ecsin ${manifest.version} in ${PLACE}`);
  const named = Deno.args.filter((each) => /^tests\/[\w/]+_test\.ts$/.test(each));
  const flags = Deno.args.filter((each) => !named.includes(each));
  const folder = Deno.execPath().slice(0, Deno.execPath().lastIndexOf("/"));
  const { code } = await new Deno.Command("unshare", {
    args: ["-m", "sh", "-uc", work(named), "windows", ...flags],
    cwd: ROOT,
    env: { PATH: `${folder}:${Deno.env.get("PATH")}` },
    stdin: "null",
  }).spawn().status;
  Deno.exit(code);
}
