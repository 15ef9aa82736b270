// Flags of `ecsin rsh`: those that callers of a remote shell give, and those that find a place.
import type { AwsFlags, TargetFlags } from "../../entry/flags.ts";

/** What it is told. */
export interface RshFlags extends AwsFlags, TargetFlags {
  /** Login name: the user of the container to run as. */
  readonly user?: string;
  /** Accepted as ssh's; ECS has no ports. */
  readonly port?: string;
}
