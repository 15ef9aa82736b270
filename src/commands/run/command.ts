// `ecsin run [TARGET] [-- CMD ARG…]`: a one-off task as the service runs its own, with another
// command; or with -i a fresh container to work in.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, SESSION_FLAGS, TARGET_BRIEF, TARGET_FLAGS } from "../../entry/flags.ts";
import { OUTPUT_FLAG, printFlag } from "../../entry/operate_flags.ts";
import type { RunFlags } from "./flags.ts";
import { parseCpu, parseMemory, parseVariable, splitRun } from "./words.ts";

const { cluster, service, family, container, profiles, cache } = TARGET_FLAGS;

/** The command. */
export const run = buildCommand<RunFlags, string[], Context>({
  docs: {
    brief: "Run a one-off task as a service runs its own, with another command",
    fullDescription: [
      "Start one task as the service starts its own (definition, network, roles, capacity, platform,",
      "tags), with another command, and wait for its end: its exit code is ecsin's.",
      "",
      "  ecsin run prod-web -- bin/rails db:migrate",
      "  ecsin run prod/web --env DRY_RUN=1 --memory 4096 -- ./import.sh",
      "  ecsin run prod-web -i                         a fresh container to work in, stopped on leaving",
      "  ecsin run prod-web -i -- bin/rails console",
      "  ecsin run prod-web --detach -o json -- ./long.sh",
      "  ecsin run prod-web --print -- ./import.sh     the line of AWS's own CLI",
      "",
      "^C stops the task. Without a command it runs what the task definition says. The entrypoint of",
      "the image stays in front of the command: ECS cannot take it away.",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        brief: `${TARGET_BRIEF}; then -- and the command`,
        placeholder: "words",
        parse: String,
      },
    },
    flags: {
      interactive: {
        kind: "boolean",
        brief: "A fresh container to work in: kept alive, entered, stopped on leaving",
        default: false,
        withNegated: false,
      },
      asIs: {
        kind: "boolean",
        brief: "With -i: leave the container's own command, for images whose entrypoint needs it",
        default: false,
        withNegated: false,
      },
      env: {
        kind: "parsed",
        parse: parseVariable,
        brief: "Set a variable in the container; may be given many times",
        placeholder: "NAME=VALUE",
        variadic: true,
        optional: true,
      },
      cpu: {
        kind: "parsed",
        parse: parseCpu,
        brief: "CPU units of the task, such as 1024 or '1 vCPU'",
        placeholder: "UNITS",
        optional: true,
      },
      memory: {
        kind: "parsed",
        parse: parseMemory,
        brief: "Memory of the task, such as 2048 or '2 GB'",
        placeholder: "MIB",
        optional: true,
      },
      taskDefinition: {
        kind: "parsed",
        parse: String,
        brief: "Another task definition: family, family:revision or ARN",
        placeholder: "NAME",
        optional: true,
      },
      detach: {
        kind: "boolean",
        brief: "Print the task and do not wait for its end",
        default: false,
        withNegated: false,
      },
      shell: {
        kind: "parsed",
        parse: String,
        brief: "With -i: command line to run; auto: bash where there is one, else sh",
        placeholder: "COMMAND",
        optional: true,
      },
      session: {
        kind: "enum",
        values: ["auto", "plugin", "native"],
        brief: "With -i: AWS's session-manager-plugin or ecsin's own client",
        optional: true,
      },
      cluster,
      service,
      family,
      container,
      profiles,
      cache,
      ...printFlag("run-task"),
      ...SESSION_FLAGS,
      ...OUTPUT_FLAG,
      ...AWS_FLAGS,
    },
    aliases: { i: "interactive", e: "env", o: "output", d: "detach", q: "quiet", y: "yes" },
  },
  async func(this: Context, flags, ...words) {
    const { target, command } = splitRun(words, this.argv);
    const { runRun } = await import("./run.ts");
    await runRun(this, flags, target, command);
  },
});
