// Flags of `ecsin cp`.
import type { AwsFlags, SessionFlags, TargetFlags } from "../../entry/flags.ts";

/** What it is told. */
export interface CpFlags extends AwsFlags, TargetFlags, Omit<SessionFlags, "escape"> {
  readonly followLinks: boolean;
  readonly noClobber: boolean;
  readonly quiet: boolean;
  /** Run as this user of the container. */
  readonly user?: string;
  /** Who owns what arrives in the container. */
  readonly chown?: string;
  readonly all: boolean;
  readonly parallel?: number;
  /** Accepted for habit: cp does so anyway. */
  readonly recursive: boolean;
  readonly archive: boolean;
  readonly preserve: boolean;
}
