// The flags that forward and tunnel share besides those that find a place.
import type { FlagParametersForType } from "@stricli/core";
import type { Context } from "./context.ts";
import { AWS_FLAGS, type AwsFlags, parseDuration, SESSION_FLAGS, TARGET_FLAGS } from "./flags.ts";
import type { SessionFlags, TargetFlags } from "./flags.ts";

/** How ports are reached. */
export interface PortFlags extends AwsFlags, TargetFlags, Omit<SessionFlags, "escape"> {
  readonly document?: string;
  /** Milliseconds. */
  readonly linger: number;
  /** Undefined is yes. */
  readonly follow?: boolean;
  readonly keepAlive: boolean;
  readonly print: boolean;
}

/** Declarations of {@link PortFlags}. */
export const PORT_FLAGS: FlagParametersForType<PortFlags, Context> = {
  document: {
    kind: "parsed",
    parse: String,
    brief: "SSM document to start sessions with, where your company allows only its own",
    placeholder: "NAME",
    optional: true,
  },
  linger: {
    kind: "parsed",
    parse: parseDuration,
    brief: "How long a silent server is waited for after a program has stopped sending",
    placeholder: "TIME",
    default: "5m",
  },
  follow: {
    kind: "boolean",
    brief: "Go on in another task of the service when the task ends (default: yes)",
    optional: true,
  },
  keepAlive: {
    kind: "boolean",
    brief: "Keep AWS from ending idle sessions, in spite of your account's idle time-out",
    default: false,
    withNegated: false,
  },
  print: {
    kind: "boolean",
    brief: "Print the `aws ssm start-session` lines instead of opening anything",
    default: false,
    withNegated: false,
  },
  ...TARGET_FLAGS,
  wait: SESSION_FLAGS.wait,
  yes: SESSION_FLAGS.yes,
  ...AWS_FLAGS,
};

/** Between frames that mean nothing, in milliseconds: well below AWS's shortest idle time, 1 minute. */
export const KEPT_ALIVE_MS = 45_000;
