// The flags of `ecsin login`.
import type { AwsFlags, SessionFlags, TargetFlags } from "../../entry/flags.ts";
import type { SessionWay } from "../../profiles/profile.ts";

/** Flags of `ecsin login`. */
export interface LoginFlags extends AwsFlags, TargetFlags, SessionFlags {
  readonly shell?: string;
  readonly session?: SessionWay;
  readonly print: boolean;
}
