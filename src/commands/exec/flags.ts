// The flags of `ecsin exec`.
import type { AwsFlags, SessionFlags, TargetFlags } from "../../entry/flags.ts";
import type { SessionWay } from "../../profiles/profile.ts";

/** Flags of `ecsin exec`. */
export interface ExecFlags extends AwsFlags, TargetFlags, SessionFlags {
  readonly command?: string;
  readonly interactive: boolean;
  readonly tty: boolean;
  readonly mergeStderr: boolean;
  readonly noStdin: boolean;
  readonly timeout?: number;
  readonly all: boolean;
  readonly parallel: number;
  readonly user?: string;
  readonly workdir?: string;
  readonly envFromPid1: boolean;
  readonly session?: SessionWay;
  readonly print: boolean;
}
