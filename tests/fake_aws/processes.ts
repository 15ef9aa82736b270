/** The processes of one terminal session, found the way the kernel counts them. */

/** Kills every process of the session that `leader` began: what stopping a task does. */
export async function killSession(leader: number): Promise<void> {
  for (const pid of await sessionMembers(leader)) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** Process ids whose session id is `leader`; without /proc only the leader itself. */
export async function sessionMembers(leader: number): Promise<number[]> {
  if (Deno.build.os !== "linux") return [leader];
  const members: number[] = [];
  for await (const entry of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(entry.name)) continue;
    try {
      // proc(5): pid (comm) state ppid pgrp session …; comm may itself hold spaces and brackets.
      const stat = await Deno.readTextFile(`/proc/${entry.name}/stat`);
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] !== "Z" && Number(fields[3]) === leader) members.push(Number(entry.name));
    } catch {
      // The process ended between the listing and the look.
    }
  }
  return members;
}
