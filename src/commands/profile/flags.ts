// The flags of `ecsin profile …`.
import type { AwsFlags, TargetFlags } from "../../entry/flags.ts";
import type { SessionWay } from "../../profiles/profile.ts";

/** Flags of the commands that change a file. */
export interface OwnFlags {
  readonly profiles?: string;
  readonly quiet?: boolean;
}

/** Flags of `ecsin profile add`. */
export interface AddFlags extends AwsFlags, TargetFlags {
  readonly last: boolean;
  readonly description?: string;
  readonly shell?: string;
  readonly session?: SessionWay;
}

/** Flags of `ecsin profile import`. */
export interface ImportFlags extends OwnFlags {
  readonly all: boolean;
  readonly color?: AwsFlags["color"];
}

/** Flags of `ecsin profile show`. */
export interface ShowFlags extends OwnFlags {
  readonly output: "yaml" | "json";
}
