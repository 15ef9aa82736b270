// The surroundings of a program under test: a home folder of its own and an environment in which
// nothing of the person who runs the tests is left.

/** What a program is started with besides its words; everything has a default. */
export interface Surroundings {
  /** Added to the clean environment; undefined takes a name out of it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folders in front of the system's own on PATH; nothing else of this machine's PATH is there. */
  readonly path?: readonly string[];
  /** The home of this and other programs; each gets an empty one of its own by default. */
  readonly home?: Home;
  /** Where it starts; its home by default. */
  readonly cwd?: string;
}

/**
 * Where the system's own programs are; not /usr/local/bin, where the tester's session-manager-plugin
 * may be. Where the tester's PATH has none of it (Nix, a folder of links), it is their PATH.
 */
export const SYSTEM_PATH: readonly string[] = systemPath(Deno.env.get("PATH")?.split(":") ?? []);

function systemPath(own: readonly string[]): readonly string[] {
  const usual = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
  return own.length === 0 || usual.slice(0, 2).some((folder) => own.includes(folder)) ? usual : own;
}

/** A temporary home folder; gone when disposed of. */
export class Home implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<Home> {
    // The real path: macOS's temporary folder is behind a link, and programs print where they are.
    const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "ecsin-story-" }));
    await Deno.mkdir(`${path}/bin`);
    await Deno.mkdir(`${path}/tmp`);
    return new Home(path);
  }

  /** Writes a file below the home, with its folders; gives its whole path. */
  async write(name: string, text: string, mode?: number): Promise<string> {
    const path = `${this.path}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, text, mode === undefined ? {} : { mode });
    if (mode !== undefined) await Deno.chmod(path, mode);
    return path;
  }

  /** Puts a program into `bin`, which is always on PATH; gives its whole path. */
  program(name: string, script: string): Promise<string> {
    return this.write(`bin/${name}`, script, 0o755);
  }

  /** ecsin's copies for editors in the temporary folder, where others may have files as well. */
  async copies(): Promise<readonly string[]> {
    const all = await Array.fromAsync(Deno.readDir(`${this.path}/tmp`), ({ name }) => name);
    return all.filter((name) => name.startsWith("ecsin-"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** The whole environment of a program in `home`: what it is given here, and nothing else. */
export function cleanEnvironment(home: Home, surroundings: Surroundings): Record<string, string> {
  const all: Record<string, string | undefined> = {
    HOME: home.path,
    XDG_CONFIG_HOME: `${home.path}/.config`,
    XDG_STATE_HOME: `${home.path}/.local/state`,
    XDG_DATA_HOME: `${home.path}/.local/share`,
    XDG_CACHE_HOME: `${home.path}/.cache`,
    TMPDIR: `${home.path}/tmp`,
    PATH: [`${home.path}/bin`, ...surroundings.path ?? [], ...SYSTEM_PATH].join(":"),
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
    TZ: "UTC",
    USER: "story",
    SHELL: "/bin/sh",
    // Without it the SDK asks 169.254.169.254 for credentials when it finds none.
    AWS_EC2_METADATA_DISABLED: "true",
    ...surroundings.env,
  };
  const kept = Object.entries(all).filter((entry): entry is [string, string] =>
    entry[1] !== undefined
  );
  return Object.fromEntries(kept);
}

/** Waits until a file that a program writes has a text. */
export async function waitForText(folder: string, name: string, text: string): Promise<void> {
  using watcher = Deno.watchFs(folder);
  const has = async () =>
    (await Deno.readTextFile(`${folder}/${name}`).catch(() => "")).includes(text);
  if (await has()) return;
  for await (const _ of watcher) if (await has()) return;
}
