// What `ps` would show anybody on this machine, read from /proc: every process's words, and for
// one's own processes the environment too. Linux only.

/** A process as /proc shows it. */
export interface ProcessSeen {
  readonly pid: number;
  readonly parent: number;
  readonly argv: readonly string[];
  /** `NAME=value` as it was started with; empty where it may not be read. */
  readonly environ: readonly string[];
}

/** Whether processes can be looked at here. */
export const canSeeProcesses = Deno.build.os === "linux";

/** All processes of this machine. */
export async function seeProcesses(): Promise<readonly ProcessSeen[]> {
  const seen: ProcessSeen[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await textOf(`/proc/${name}/stat`);
    if (stat === undefined) continue;
    // proc(5): pid (comm) state ppid …; comm may itself hold spaces and brackets.
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    seen.push({
      pid: Number(name),
      parent: Number(parent),
      argv: await wordsOf(`/proc/${name}/cmdline`),
      environ: await wordsOf(`/proc/${name}/environ`),
    });
  }
  return seen;
}

/** The processes that `pid` started, and those that they started, and so on. */
export async function seeDescendants(pid: number): Promise<readonly ProcessSeen[]> {
  const all = await seeProcesses();
  const found: ProcessSeen[] = [];
  for (let parents = new Set([pid]); parents.size > 0;) {
    const children = all.filter(({ parent }) => parents.has(parent));
    found.push(...children);
    parents = new Set(children.map((child) => child.pid));
  }
  return found;
}

async function wordsOf(path: string): Promise<readonly string[]> {
  const text = await textOf(path);
  return text === undefined || text === "" ? [] : text.replace(/\0$/, "").split("\0");
}

/** The file's text; undefined where its process has ended or belongs to somebody else. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await Deno.readFile(path));
  } catch {
    return undefined;
  }
}
