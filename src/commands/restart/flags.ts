// The flags of `ecsin restart`.
import type { AwsFlags } from "../../entry/flags.ts";
import type { OutputFlag, PrintFlag, ServiceFlags, YesFlag } from "../../entry/operate_flags.ts";

/** Flags of `ecsin restart`. */
export interface RestartFlags
  extends AwsFlags, Omit<ServiceFlags, "family" | "task">, OutputFlag, PrintFlag, YesFlag {
  /** Do not wait for how it ends. */
  readonly detach: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}
