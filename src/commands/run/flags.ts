// The flags of `ecsin run`.
import type { AwsFlags, SessionFlags, TargetFlags } from "../../entry/flags.ts";
import type { OutputFlag, PrintFlag } from "../../entry/operate_flags.ts";
import type { SessionWay } from "../../profiles/profile.ts";

/** Flags of `ecsin run`. */
export interface RunFlags
  extends AwsFlags, Omit<TargetFlags, "task" | "pick">, SessionFlags, OutputFlag, PrintFlag {
  readonly interactive: boolean;
  readonly asIs: boolean;
  readonly env?: readonly (readonly [name: string, value: string])[];
  readonly cpu?: string;
  readonly memory?: string;
  readonly taskDefinition?: string;
  readonly detach: boolean;
  readonly shell?: string;
  readonly session?: SessionWay;
}
