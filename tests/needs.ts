// What a test needs beyond Deno and a POSIX `sh`, looked for in this one place:
//
//   Deno.test(needs("strace sees the flush", "linux", "strace"), async () => { … });
//
// Where something is missing the test is ignored, and its name's line says why: "strace sees the
// flush (needs strace)". With ECSIN_REQUIRE_ALL=1, as .ci/run sets it, a missing program is an error:
// a test of its own fails and names it. A new program is one line in PROGRAMS, and .ci/run installs
// it: `deno run -A tests/needs.ts` prints the Debian packages of what is missing here.

/** The programs that tests start, and the Debian package that brings each. */
const PROGRAMS = {
  "[": "coreutils",
  base64: "coreutils",
  bash: "bash",
  "bash-completion": "bash-completion",
  busybox: "busybox",
  cat: "coreutils",
  cksum: "coreutils",
  cp: "coreutils",
  curl: "curl",
  cut: "coreutils",
  dash: "dash",
  dd: "coreutils",
  echo: "coreutils",
  dpkg: "dpkg",
  env: "coreutils",
  fish: "fish",
  // Go comes from elsewhere in .ci/run: Debian's is too old for the plugin's module.
  go: "",
  git: "git",
  grep: "grep",
  groff: "groff",
  gzip: "gzip",
  head: "coreutils",
  id: "coreutils",
  java: "default-jdk-headless",
  jdb: "default-jdk-headless",
  kill: "procps",
  ldd: "libc-bin",
  ls: "coreutils",
  mandoc: "mandoc",
  mkdir: "coreutils",
  mkfifo: "coreutils",
  mksh: "mksh",
  mktemp: "coreutils",
  mount: "mount",
  mv: "coreutils",
  node: "nodejs",
  openssl: "openssl",
  perl: "perl",
  postgres: "postgresql",
  printf: "coreutils",
  psql: "postgresql-client",
  python3: "python3",
  pg_dump: "postgresql-client",
  readlink: "coreutils",
  "redis-cli": "redis-tools",
  "redis-server": "redis-server",
  rm: "coreutils",
  rsync: "rsync",
  ruby: "ruby",
  scp: "openssh-client",
  sed: "sed",
  seq: "coreutils",
  setpriv: "util-linux",
  setsid: "util-linux",
  sha256sum: "coreutils",
  shasum: "perl",
  shellcheck: "shellcheck",
  ssh: "openssh-client",
  sshd: "openssh-server",
  sleep: "coreutils",
  ss: "iproute2",
  strace: "strace",
  stty: "coreutils",
  tar: "tar",
  tee: "coreutils",
  test: "coreutils",
  tr: "coreutils",
  uname: "coreutils",
  unshare: "util-linux",
  wc: "coreutils",
  wget: "wget",
  yash: "yash",
  zsh: "zsh",
} as const;

/** A program of the list. */
export type Program = keyof typeof PROGRAMS;

/** What a machine is or is not: no reason for an error, wherever it is. */
const CIRCUMSTANCES = {
  linux: () => Deno.build.os === "linux",
  /** Not Windows: a POSIX `sh`, modes, links, pseudo-terminals. */
  unix: () => Deno.build.os !== "windows",
  root: () => Deno.uid() === 0,
  "a user other than root": () => Deno.uid() !== 0,
  /** `asNobody` can be asked for. */
  "the right to be another user": () => Deno.uid() === 0 && runs("setpriv", ...NOBODY, "true"),
  /** Its paths, lines to paste and devices are this system's: `deno task windows` starts Windows'. */
  "an ecsin of this system": () => Deno.env.get("ECSIN_UNDER_TEST_OS") === undefined,
  /** An ecsin on a Windows console, as `deno task windows` starts it. */
  "an ecsin of Windows": () => Deno.env.get("ECSIN_UNDER_TEST_OS") === "windows",
  "the right to trace": () => runs("strace", "-f", "-o", "/dev/null", "true"),
  /** A place that lets root, or a user as root of a name space of its own, mount. */
  "the right to mount": () => runs("unshare", ...MOUNTING, "sh", "-c", "mount --bind /tmp /tmp"),
} satisfies Record<string, () => boolean>;

/** Something that is made or fetched by a test's own helper: the plugin, a Python package. */
export interface Made {
  /** As the reason reads: `(needs NAME)`. */
  readonly name: string;
  readonly isHere: boolean;
}

/** What a test can need. */
export type Need = Program | keyof typeof CIRCUMSTANCES | Made;

/** Programs that may be there and not work: a version manager's shim, a system's placeholder. */
const PROBES: Partial<Record<Program, string>> = {
  go: "version",
  python3: "--version",
  ruby: "--version",
};

/** Where a program is that no PATH has, by default. */
const ELSEWHERE: Partial<Record<Program, () => readonly string[]>> = {
  sshd: () => ["/usr/sbin/sshd"],
  "bash-completion": () => ["/usr/share/bash-completion/bash_completion"],
  // Debian keeps each version's server in a folder of its own.
  postgres: () => foldersOf("/usr/lib/postgresql").map((version) => `${version}/bin/postgres`),
};

/** `unshare`'s words, for a command that may mount what only it sees. */
export const MOUNTING = ["--mount", ...Deno.uid() === 0 ? [] : ["--map-root-user"]];

const NOBODY = ["--reuid=65534", "--regid=65534", "--clear-groups"];

/**
 * The words in front of a program that make it run as nobody (user and group 65534): none where
 * the tests do not run as root.
 */
export function asNobody(): readonly string[] {
  return Deno.uid() === 0 ? ["setpriv", ...NOBODY] : [];
}

const found = new Map<string, string | undefined>();

/** The whole path of a program; undefined where this machine has none that works. */
export function pathOf(program: Program): string | undefined {
  if (!found.has(program)) found.set(program, find(program));
  return found.get(program);
}

/** Whether all of it is there. For a test's name use `needs`, which tells what is missing. */
export function isHere(...all: readonly Need[]): boolean {
  return all.every((need) => {
    if (typeof need === "object") return need.isHere;
    return isCircumstance(need) ? CIRCUMSTANCES[need]() : pathOf(need) !== undefined;
  });
}

/** Whether a missing program is an error: ECSIN_REQUIRE_ALL=1. */
export function areRequired(): boolean {
  return Deno.env.get("ECSIN_REQUIRE_ALL") === "1";
}

const told = new Set<string>();

/**
 * A test's name and whether it is ignored, for `Deno.test(needs(…), fn)`. What is missing is added
 * to the name; where it is required, a failing test is added that names it, once in a file.
 */
export function needs(
  name: string,
  ...all: readonly Need[]
): { readonly name: string; readonly ignore: boolean } {
  const missing = all.filter((need) => !isHere(need));
  if (missing.length === 0) return { name, ignore: false };
  const names = missing.map((need) => typeof need === "object" ? need.name : need);
  for (const [at, need] of missing.entries()) {
    const what = names[at] ?? "";
    if (!areRequired() || isCircumstance(need) || told.has(what)) continue;
    told.add(what);
    Deno.test(`ECSIN_REQUIRE_ALL=1: this machine has ${what}`, () => {
      throw new Error(`missing here: ${what}`);
    });
  }
  return { name: `${name} (needs ${names.join(", ")})`, ignore: true };
}

function isCircumstance(need: Need): need is keyof typeof CIRCUMSTANCES {
  return typeof need === "string" && need in CIRCUMSTANCES;
}

function find(program: Program): string | undefined {
  const isWindows = Deno.build.os === "windows";
  const folders = (Deno.env.get("PATH") ?? "").split(isWindows ? ";" : ":");
  const paths = [
    ...folders.filter((folder) => folder !== "")
      .map((folder) => `${folder}/${program}${isWindows ? ".exe" : ""}`),
    ...ELSEWHERE[program]?.() ?? [],
  ];
  const probe = PROBES[program];
  return paths.find((path) => isFile(path) && (probe === undefined || runs(path, probe)));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The folders in a folder, with its path in front; none where there is no such folder. */
function foldersOf(path: string): readonly string[] {
  try {
    return [...Deno.readDirSync(path)].filter((each) => each.isDirectory)
      .map(({ name }) => `${path}/${name}`).sort();
  } catch {
    return [];
  }
}

function runs(program: string, ...args: readonly string[]): boolean {
  try {
    const command = new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
    return command.outputSync().success;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const names = Object.keys(PROGRAMS) as Program[];
  const missing = names.filter((program) => pathOf(program) === undefined);
  console.log([...new Set(missing.map((program) => PROGRAMS[program]))].join(" ").trim());
}
