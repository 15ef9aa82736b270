// The flags of commands that look at a service or change it: which one, how it is told, and a yes
// that was given beforehand.
import type { FlagParametersForType } from "@stricli/core";
import type { Context } from "./context.ts";
import { TARGET_FLAGS, type TargetFlags } from "./flags.ts";

/** Which service, family or task. */
export type ServiceFlags = Omit<TargetFlags, "container" | "pick">;

const { cluster, service, family, task, profiles, cache } = TARGET_FLAGS;

/** Declarations of {@link ServiceFlags}. */
export const SERVICE_FLAGS: FlagParametersForType<ServiceFlags, Context> = {
  cluster,
  service,
  family,
  task,
  profiles,
  cache,
};

/** For people or for programs. */
export interface OutputFlag {
  readonly output: "text" | "json";
}

/** Declaration of {@link OutputFlag}; its alias is `o`. */
export const OUTPUT_FLAG: FlagParametersForType<OutputFlag, Context> = {
  output: {
    kind: "enum",
    values: ["text", "json"],
    brief: "How to print it",
    default: "text",
  },
};

/** What is asked first is answered. */
export interface YesFlag {
  readonly yes: boolean;
}

/** Declaration of {@link YesFlag}. */
export const YES_FLAG: FlagParametersForType<YesFlag, Context> = {
  yes: {
    kind: "boolean",
    brief: "Answer yes to what is asked first, as a script has to",
    default: false,
    withNegated: false,
  },
};

/** Nothing is done, a line is printed. */
export interface PrintFlag {
  readonly print: boolean;
}

/** Declaration of {@link PrintFlag} for the line of AWS's CLI that does the same. */
export function printFlag(line: string): FlagParametersForType<PrintFlag, Context> {
  return {
    print: {
      kind: "boolean",
      brief: `Print the \`aws ecs ${line}\` line instead of doing anything`,
      default: false,
      withNegated: false,
    },
  };
}
