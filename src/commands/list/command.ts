// `ecsin list`: what is there and what of it could be entered; a table for people, JSON and TSV
// for scripts. Nothing but the result goes to stdout.
import { buildCommand } from "@stricli/core";
import type { Kind } from "../../place/inventory.ts";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { ListFlags } from "./flags.ts";
import { EcsinError, EXIT } from "../../error.ts";

const KINDS = ["containers", "tasks", "services", "clusters", "profiles"] as const;

/** Columns of the table and of TSV; JSON has all keys. */
const COLUMNS: Readonly<Record<Kind, readonly string[]>> = {
  clusters: ["cluster", "status", "activeServices", "runningTasks"],
  services: [
    "cluster",
    "service",
    "status",
    "runningCount",
    "desiredCount",
    "taskDefinition",
    "execEnabled",
  ],
  tasks: [
    "cluster",
    "service",
    "taskId",
    "taskDefinition",
    "status",
    "health",
    "exec",
    "age",
    "availabilityZone",
    "privateIp",
  ],
  containers: [
    "cluster",
    "service",
    "taskId",
    "taskDefinition",
    "container",
    "status",
    "health",
    "exec",
    "age",
    "availabilityZone",
    "privateIp",
  ],
};

/** The command. */
export const list = buildCommand<ListFlags, [(typeof KINDS)[number]?], Context>({
  docs: {
    brief: "List what can be entered: containers, tasks, services, clusters, profiles",
    fullDescription: [
      "List what can be entered, and the reason where it cannot.",
      "",
      "  ecsin list                                every container of every cluster",
      "  ecsin list tasks --cluster prod",
      "  ecsin list services -o json | jq -r '.[].service'",
      "  ecsin list profiles",
      "",
      "JSON is one array of objects with camelCase keys and full ARNs; TSV has a header line.",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: `What to list: ${KINDS.join(", ")} (default: containers)`,
        placeholder: "kind",
        optional: true,
        parse: (text) => {
          // One of them by its own word is all of them: `ecsin list service`.
          const kind = KINDS.find((each) => each === text || each === `${text}s`);
          if (kind === undefined) throw new Error(`expected one of ${KINDS.join(", ")}`);
          return kind;
        },
        proposeCompletions: () => KINDS,
      }],
    },
    flags: {
      cluster: TARGET_FLAGS.cluster,
      service: TARGET_FLAGS.service,
      family: TARGET_FLAGS.family,
      profiles: TARGET_FLAGS.profiles,
      output: {
        kind: "enum",
        values: ["table", "json", "tsv"],
        brief: "How to print it",
        default: "table",
      },
      ...AWS_FLAGS,
    },
    aliases: { o: "output", q: "quiet" },
  },
  async func(this: Context, flags, kind = "containers") {
    refuseUnused(flags, kind);
    if (kind === "profiles") {
      const { listProfiles } = await import("../profile/items.ts");
      return await listProfiles(flags, this);
    }
    const { openOutput } = await import("./output.ts");
    const output = await openOutput(flags.output, COLUMNS[kind], flags.color, this.env);
    const { reach, withAccount } = await import("../../entry/reach.ts");
    const { inventory } = await import("../../place/inventory.ts");
    const { whileSaying } = await import("../../terminal/waiting.ts");
    const { whileWaiting } = await import("../../aws/api/waiting.ts");
    const { cluster, service, family } = flags;
    const { idleOfPlace, refuseIdle } = await import("../../entry/idle_flags.ts");
    refuseIdle(this.argv, idleOfPlace({ service, family }));
    const reached = await reach(this, flags, undefined);
    const scope = {
      ...(cluster !== undefined ? { cluster } : {}),
      ...(service !== undefined ? { service } : {}),
      ...(family !== undefined ? { family } : {}),
    };
    const read = async () => {
      for await (const items of inventory(reached.ecs, kind, scope)) output.add(items);
    };
    try {
      await whileSaying(`ecsin: reading ${kind} …`, read, whileWaiting);
    } catch (error) {
      throw await withAccount(error, reached);
    }
    output.end();
  },
});

/** What narrows a list down; a flag that would change nothing is refused. */
const NARROWS: Readonly<Record<(typeof KINDS)[number], readonly (keyof ListFlags)[]>> = {
  profiles: ["profiles"],
  clusters: ["cluster"],
  services: ["cluster", "service"],
  tasks: ["cluster", "service", "family"],
  containers: ["cluster", "service", "family"],
};

/** Those that say as whom and where: a list of profiles asks nobody. */
const WHOM = { awsProfile: "--aws-profile", region: "--region", endpointUrl: "--endpoint-url" };
const NARROW = { cluster: "--cluster", service: "--service", family: "--family" };

function refuseUnused(flags: ListFlags, kind: (typeof KINDS)[number]): void {
  const names = { ...NARROW, ...(kind === "profiles" ? WHOM : {}) };
  for (const [key, flag] of Object.entries(names)) {
    const isUsed = NARROWS[kind].some((each) => each === key);
    if (isUsed || Reflect.get(flags, key) === undefined) continue;
    throw new EcsinError({
      id: "list-usage",
      what: `${flag} does nothing for a list of ${kind}`,
      next: kind === "profiles" ? "ecsin list profiles" : "ecsin list --help",
      exitCode: EXIT.usage,
    });
  }
}
