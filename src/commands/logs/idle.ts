// Flags of `ecsin logs` that do nothing beside others. Pure.
import type { IdleFlags } from "../../entry/idle_flags.ts";
import type { LogsFlags } from "./flags.ts";

/** Which they are, and where. */
export function idleFlags(flags: LogsFlags): readonly IdleFlags[] {
  return [
    {
      flags: ["--task ID", "--all", "-f, --follow", "--live"],
      when: flags.previous,
      why: "--previous is one task, which has stopped",
    },
    { flags: ["--all"], when: flags.task !== undefined, why: "--task is one task" },
    { flags: ["--all-containers"], when: flags.container !== undefined, why: "--container is one" },
    {
      flags: ["-t, --timestamps", "--prefix", "--no-prefix", "--highlight REGEXP"],
      when: flags.output === "json",
      why: "-o json has the time, the task and the container of each line, and no colours",
    },
    {
      flags: ["--prefix", "--no-prefix", "--highlight REGEXP"],
      when: flags.output === "raw",
      why: "-o raw is the bytes as they are",
    },
    {
      flags: [
        ...["-f, --follow", "--live", "--until TIME", "-n, --tail N", "--grep REGEXP"],
        ...["--invert REGEXP", "--highlight REGEXP", "-o, --output FORMAT", "-t, --timestamps"],
        ...["--prefix", "--no-prefix"],
      ],
      when: flags.open,
      why: "--open shows the console's page, and no line here",
    },
  ];
}
