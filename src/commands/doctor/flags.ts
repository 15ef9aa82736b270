// The flags of `ecsin doctor`.
import type { AwsFlags, TargetFlags } from "../../entry/flags.ts";

/** Flags of `ecsin doctor`. */
export interface DoctorFlags extends AwsFlags, TargetFlags {
  readonly output: "text" | "json";
}
