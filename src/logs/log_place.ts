// Where a container's logs are, as its task definition says: a group of CloudWatch Logs in a region
// of its own, or elsewhere. Overrides of a task cannot change it (containers-roadmap 1618), so the
// definition is the truth. Pure.
import type { DefinedContainer } from "../aws/task_definition.ts";

/** How a stream of CloudWatch is named after its container. */
export type Naming =
  /** `PREFIX/CONTAINER/TASK`: `awslogs-stream-prefix`, which Fargate demands. */
  | { readonly kind: "prefix"; readonly prefix: string }
  /** Docker's id of the container, its `runtimeId`: EC2 without a prefix. */
  | { readonly kind: "docker" }
  /** One name for all. */
  | { readonly kind: "fixed"; readonly stream: string }
  /** `PREFIX` and Fluent Bit's tag, `CONTAINER-firelens-TASK`. */
  | { readonly kind: "firelens"; readonly prefix: string };

/** Logs in CloudWatch. */
export interface CloudWatchPlace {
  readonly kind: "cloudwatch";
  readonly driver: string;
  /** Of the group; it may be another one than the task's. */
  readonly region: string;
  readonly group: string;
  readonly naming: Naming;
  /** `blocking`, or `non-blocking` where lines may be lost; undefined: the account's default. */
  readonly mode?: string;
}

/** Where a container's logs are. */
export type LogPlace =
  | CloudWatchPlace
  /** Not in CloudWatch, or nobody can know; `where` says it in words. */
  | { readonly kind: "elsewhere"; readonly driver: string; readonly where: string }
  /** It has no `logConfiguration`. */
  | { readonly kind: "none"; readonly where: string };

/** What is said of a driver's place: the options that name it. */
const DRIVERS: Readonly<Record<string, readonly string[]>> = {
  splunk: ["splunk-url", "splunk-index"],
  fluentd: ["fluentd-address"],
  gelf: ["gelf-address"],
  syslog: ["syslog-address"],
  logentries: [],
  journald: [],
  "json-file": [],
};
/** Drivers whose logs stay on the machine, and how they are read there. */
const ON_THE_MACHINE: Readonly<Record<string, string>> = {
  "json-file": "on the EC2 machine: docker logs",
  journald: "on the EC2 machine: journalctl",
};
/** Options of a Fluent Bit output that say where it goes. */
const OUTPUT_OPTIONS = [
  ...["Host", "host", "bucket", "delivery_stream", "stream", "topic", "Topics", "url", "URI"],
  ...["Index", "region"],
];

/** Decides. `launchType` is the task's; `region` the one ECS was asked in. */
export function logPlaceOf(
  { log }: DefinedContainer,
  launchType: string | undefined,
  region: string,
): LogPlace {
  if (log === undefined) {
    const where = launchType === "FARGATE"
      ? "nowhere: without a logConfiguration Fargate keeps no logs"
      : "on the EC2 machine, if anywhere: docker logs";
    return { kind: "none", where };
  }
  const { driver, options } = log;
  if (driver === "awslogs") return awslogs(options, region);
  if (driver === "awsfirelens") return firelens(options, region);
  const named = (DRIVERS[driver] ?? []).flatMap((name) => options[name] ?? []);
  const where = ON_THE_MACHINE[driver] ?? `to ${[driver, ...named].join(" ")}`;
  return { kind: "elsewhere", driver, where };
}

function awslogs(options: Readonly<Record<string, string>>, region: string): LogPlace {
  const prefix = options["awslogs-stream-prefix"];
  const stream = options["awslogs-stream"];
  const mode = options["mode"];
  return {
    kind: "cloudwatch",
    driver: "awslogs",
    region: options["awslogs-region"] || region,
    group: options["awslogs-group"] ?? "",
    naming: prefix !== undefined && prefix !== ""
      ? { kind: "prefix", prefix }
      : stream !== undefined
      ? { kind: "fixed", stream }
      : { kind: "docker" },
    ...(mode !== undefined ? { mode } : {}),
  };
}

/** The options of a container are those of a Fluent Bit output; `Name` says which. */
function firelens(options: Readonly<Record<string, string>>, region: string): LogPlace {
  const driver = "awsfirelens";
  const output = options["Name"] ?? options["@type"] ?? "";
  const group = options["log_group_name"];
  if (/^cloudwatch(_logs)?$/.test(output) && group !== undefined && !/[$%]/.test(group)) {
    const stream = options["log_stream_name"];
    return {
      kind: "cloudwatch",
      driver,
      region: options["region"] || region,
      group,
      naming: stream !== undefined
        ? { kind: "fixed", stream }
        : { kind: "firelens", prefix: options["log_stream_prefix"] ?? "" },
    };
  }
  const named = OUTPUT_OPTIONS.flatMap((name) => options[name] ?? []);
  const where = output === ""
    ? "by its own FireLens configuration, which AWS does not show"
    : `by FireLens to ${[output, group ?? [], ...named].flat().join(" ")}`;
  return { kind: "elsewhere", driver, where };
}
