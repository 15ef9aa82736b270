// The flags that several commands share: which target, as whom, and how to talk. Declared once, so
// that login, exec and list cannot drift apart.
import type { FlagParametersForType } from "@stricli/core";
import type { Pick } from "../profiles/profile.ts";
import type { Context } from "./context.ts";

/** As whom and where. */
export interface AwsFlags {
  readonly awsProfile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly debug: boolean;
  /** Nothing is remarked on stderr; cli.ts sees to it. */
  readonly quiet?: boolean;
  readonly color?: "auto" | "always" | "never";
}

/** Which container. */
export interface TargetFlags {
  readonly cluster?: string;
  readonly service?: string;
  readonly family?: string;
  readonly task?: string;
  readonly container?: string;
  readonly pick?: Pick;
  readonly profiles?: string;
  /** Whether names of a moment ago are shown until AWS has answered. */
  readonly cache?: boolean;
}

const text = (brief: string, placeholder: string) => ({
  kind: "parsed" as const,
  parse: nonEmpty,
  brief,
  placeholder,
  optional: true as const,
});

function nonEmpty(value: string): string {
  if (value === "") throw new Error("it is empty");
  return value;
}

/** How the person talks to the session. */
export interface SessionFlags {
  /** One character, or `none`. */
  readonly escape?: string;
  /** Milliseconds. */
  readonly wait: number;
  /** What a profile asks first is answered. */
  readonly yes: boolean;
}

/** Declarations of {@link SessionFlags}. */
export const SESSION_FLAGS: FlagParametersForType<SessionFlags, Context> = {
  escape: {
    kind: "parsed",
    parse: parseEscape,
    brief: "Escape character of ecsin's own client, or none (default: ~, as in Enter ~ .)",
    placeholder: "CHAR",
    optional: true,
  },
  wait: {
    kind: "parsed",
    parse: parseWait,
    brief: "How long to wait for an exec agent that is not there yet; 0: not at all",
    placeholder: "TIME",
    default: "15s",
  },
  yes: {
    kind: "boolean",
    brief: "Answer yes to what the profile asks first (confirm), as a script has to",
    default: false,
    withNegated: false,
  },
};

/** `30s`, `5m`, `1h`, or seconds; gives milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text);
  const unitMs = { s: 1000, m: 60_000, h: 3_600_000 }[match?.[2] ?? "s"] ?? 1000;
  const ms = Number(match?.[1] ?? 0) * unitMs;
  if (!(ms > 0)) throw new Error("a time looks like 30s, 5m or 1h");
  return ms;
}

function parseWait(text: string): number {
  return /^0s?$/.test(text) ? 0 : parseDuration(text);
}

function parseEscape(value: string): string {
  if (value === "none" || /^[\x21-\x7e]$/.test(value)) return value;
  throw new Error("one character is needed, or none");
}

/** Declarations of {@link AwsFlags}. */
export const AWS_FLAGS: FlagParametersForType<AwsFlags, Context> = {
  awsProfile: text("AWS profile to sign in with (of ~/.aws/config, not of ecsin)", "NAME"),
  region: text("AWS region", "REGION"),
  endpointUrl: text("Ask this URL instead of AWS", "URL"),
  debug: { kind: "boolean", brief: "Log every AWS call and decision on stderr", default: false },
  quiet: {
    kind: "boolean",
    brief: "Say nothing on stderr but questions and errors",
    optional: true,
    withNegated: false,
  },
  color: {
    kind: "enum",
    values: ["auto", "always", "never"],
    brief: "Colours; auto looks at the terminal and NO_COLOR",
    optional: true,
  },
};

/** What may stand where a command takes its target; said alike everywhere. */
export const TARGET_BRIEF =
  "A profile, - for the target opened last, or cluster/service[/container] or an ARN";

/** The one word of a command that takes a target, which may be left out. */
export const TARGET_POSITIONAL = {
  kind: "tuple",
  parameters: [{ brief: TARGET_BRIEF, placeholder: "target", parse: String, optional: true }],
} as const;

/** Declarations of {@link TargetFlags}. */
export const TARGET_FLAGS: FlagParametersForType<TargetFlags, Context> = {
  cluster: text("Cluster, name or ARN", "NAME"),
  service: text("Service, name or ARN", "NAME"),
  family: text("Task definition family, for tasks that no service runs", "NAME"),
  task: text("Task: id, ARN, or the first characters of an id", "ID"),
  container: text("Container of the task", "NAME"),
  pick: {
    kind: "enum",
    values: ["ask", "newest", "random"],
    brief: "Which task when there are several (default: ask)",
    optional: true,
  },
  profiles: text("Profiles file to use", "FILE"),
  cache: {
    kind: "boolean",
    brief: "Show names seen in the last minutes until AWS has answered (default: yes)",
    optional: true,
  },
};

/** Shared flags by the group that they stand in on a help page; a command's own stand before them. */
export const FLAG_GROUPS: Readonly<Record<string, readonly string[]>> = {
  "Which container": Object.keys(TARGET_FLAGS),
  "Session": Object.keys(SESSION_FLAGS),
  "AWS and output": Object.keys(AWS_FLAGS),
};
