// `ecsin list`: what is there and what of it could be entered; a table for people, JSON and TSV
// for scripts. Nothing but the result goes to stdout.
import { buildCommand } from "@stricli/core";
import type { Kind } from "../../place/inventory.ts";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { ListFlags } from "./flags.ts";

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
    brief: "List what could be entered: containers, tasks, services, clusters, profiles",
    fullDescription: [
      "List what could be entered, with the reason where it could not.",
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
          const kind = KINDS.find((each) => each === text);
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
    aliases: { o: "output" },
  },
  async func(this: Context, flags, kind = "containers") {
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
