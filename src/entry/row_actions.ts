// What else can be done with a row of the picker: each action with its key, and the words of the
// ecsin line that does the same. A profile's name stays in the line, and with it its guards.
import { nameOf, shortId } from "../place/arn.ts";
import type { Progress } from "../place/step.ts";
import type { RowAction } from "../terminal/picker/question.ts";
import type { Context } from "./context.ts";
import type { AwsFlags, TargetFlags } from "./flags.ts";
import type { Reached } from "./reached.ts";

/** How far a row's place goes. */
type Depth = "service" | "family" | "task" | "container";

/** An action, for which rows it is, and which flags its command takes. */
interface Known {
  readonly key: string;
  readonly command: string;
  /** What stands beside the key, where it is not the command's name. */
  readonly name?: string;
  readonly on: readonly Depth[];
  readonly takes: readonly ("task" | "container")[];
  readonly more?: readonly string[];
}

const ALL: readonly Depth[] = ["service", "family", "task", "container"];
const ACTIONS: readonly Known[] = [
  { key: "d", command: "describe", on: ALL, takes: ["task"] },
  { key: "l", command: "logs", on: ALL, takes: ["task", "container"] },
  { key: "f", command: "forward", on: ALL, takes: ["task", "container"] },
  { key: "c", command: "cp", name: "copy from", on: ALL, takes: ["task", "container"] },
  {
    key: "x",
    command: "doctor",
    name: "doctor (exec agent)",
    on: ["task", "container"],
    takes: ["task", "container"],
  },
  { key: "n", command: "run", name: "run a new one", on: ["service"], takes: [], more: ["-i"] },
  { key: "r", command: "restart", on: ["service"], takes: [] },
  { key: "s", command: "stop", on: ["task", "container"], takes: ["task"] },
  { key: "o", command: "open", on: ALL, takes: ["task"] },
];
/** Where a line waits for a word of the person's. */
export const TYPED = "{}";

/** Makes the actions of a place that a row stands for. */
export function rowActions(
  { commands }: Context,
  flags: AwsFlags & TargetFlags,
  reached: Reached,
): (so: Progress) => readonly RowAction[] {
  return (so) => {
    const depth: Depth = so.container !== undefined
      ? "container"
      : so.task !== undefined
      ? "task"
      : so.group?.kind ?? "service";
    return ACTIONS.filter(({ command, on }) => on.includes(depth) && commands.includes(command))
      .map((known) => ({
        key: known.key,
        name: known.name ?? known.command,
        words: wordsOf(known, so, flags, reached),
        ...(known.command === "cp" ? { asks: "path in the container" } : {}),
      }));
  };
}

/** The actions of a profile, by its name alone. */
export function profileActions(
  { commands }: Context,
  flags: AwsFlags & TargetFlags,
  profile: string,
): readonly RowAction[] {
  return ACTIONS.filter(({ command, on }) => on.includes("service") && commands.includes(command))
    .map(({ key, command, name = command, more = [] }) => ({
      key,
      name,
      words: [
        command,
        ...(command === "cp" ? [`${profile}:${TYPED}`, "."] : [profile]),
        ...more,
        ...givenFlags(flags),
      ],
      ...(command === "cp" ? { asks: "path in the container" } : {}),
    }));
}

function wordsOf(
  { command, takes, more = [] }: Known,
  { cluster = "", group, task, container }: Progress,
  flags: AwsFlags & TargetFlags,
  { profileName, ecs }: Reached,
): readonly string[] {
  const isCopy = command === "cp";
  const path = [nameOf(cluster), group?.name].filter((each) => each !== undefined).join("/");
  const place = [
    ...(isCopy && profileName === undefined ? [] : [
      ...["--cluster", nameOf(cluster)],
      ...(group !== undefined ? [`--${group.kind}`, group.name] : []),
    ]),
    ...(task !== undefined && takes.includes("task") ? ["--task", shortId(nameOf(task))] : []),
    ...(container !== undefined && takes.includes("container") ? ["--container", container] : []),
  ];
  // As whom and where: a profile says it by its name, and flags go over it.
  const identity = profileName !== undefined ? givenFlags(flags) : [
    ...ecs.identity.flags.flat(),
    ...profilesFlag(flags),
  ];
  const named = profileName === undefined ? [] : [profileName];
  const target = isCopy ? [`${profileName ?? path}:${TYPED}`, "."] : named;
  return [command, ...target, ...place, ...more, ...identity];
}

/** As whom and where, as it was given with the command. */
function givenFlags(flags: AwsFlags & TargetFlags): readonly string[] {
  const { awsProfile, region, endpointUrl } = flags;
  return [
    ...(awsProfile !== undefined ? ["--aws-profile", awsProfile] : []),
    ...(region !== undefined ? ["--region", region] : []),
    ...(endpointUrl !== undefined ? ["--endpoint-url", endpointUrl] : []),
    ...profilesFlag(flags),
  ];
}

function profilesFlag({ profiles }: TargetFlags): readonly string[] {
  return profiles === undefined ? [] : ["--profiles", profiles];
}
