// The flags of `ecsin stop`.
import type { AwsFlags } from "../../entry/flags.ts";
import type { OutputFlag, PrintFlag, ServiceFlags, YesFlag } from "../../entry/operate_flags.ts";

/** Flags of `ecsin stop`. */
export interface StopFlags extends AwsFlags, ServiceFlags, OutputFlag, PrintFlag, YesFlag {
  readonly reason: string;
  /** Do not wait for how it ends. */
  readonly detach: boolean;
}
