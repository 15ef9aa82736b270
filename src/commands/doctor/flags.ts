// The flags of `ecsin doctor`.
import type { AwsFlags, TargetFlags } from "../../entry/flags.ts";

/** Flags of `ecsin doctor`. */
export interface DoctorFlags extends AwsFlags, TargetFlags {
  readonly output: "text" | "json";
  /** Put right what can be put right from here, each step asked. */
  readonly fix: boolean;
  readonly yes: boolean;
}
