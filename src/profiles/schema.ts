// What a profile may hold, for validation at the edge and for the JSON Schema of editors.
import * as v from "valibot";
import type { Profile } from "./profile.ts";

const COLORS = ["red", "green", "yellow", "blue", "magenta", "cyan"] as const;

/** A name that is no port; and a forward, see forward/spec.ts, which reads it. */
const FORWARD_NAME = /^[A-Za-z_][\w-]*$/;
const FORWARD =
  /^((\d{1,5}|[^:\s]*\/[^:\s]*):)?((\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_][\w.-]*):)?\d{1,5}$/;
const FORWARD_NAME_WORDS = "cannot be a name: use letters, digits, _ and -, a letter first";
const FORWARD_WORDS = "must be a port, LOCAL:PORT or LOCAL:HOST:PORT";

/** A name that is neither a flag nor anything that a shell gives a meaning. */
const COMMAND_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/;
const COMMAND_NAME_WORDS =
  "cannot be a name: use letters, digits and _ . : -, a letter or digit first";
const COMMAND_LINE_WORDS = "must be a line for the container's sh";
const COMMAND_WORDS = "must be a map of names, each with a line for the container's sh";

const text = (description: string) =>
  v.pipe(
    v.string("must be text"),
    v.regex(/\S/, "must not be empty"),
    v.description(description),
  );

/** The schema of one profile; also of `defaults`. */
export const ProfileSchema = v.strictObject({
  description: v.optional(text("Shown beside the name in lists")),
  awsProfile: v.optional(
    text("Profile of AWS's own configuration (~/.aws/config) to sign in with"),
  ),
  region: v.optional(text("AWS region")),
  cluster: v.optional(text("Cluster, name or ARN")),
  service: v.optional(text("Service, name or ARN")),
  family: v.optional(text("Task definition family, for tasks that no service runs")),
  task: v.optional(text("Task: id, ARN, or the first characters of an id")),
  container: v.optional(text("Container of the task")),
  shell: v.optional(text("Command line to run; auto: bash where there is one, else sh")),
  pick: v.optional(v.pipe(
    v.picklist(["ask", "newest", "random"], "must be ask, newest or random"),
    v.description("Which task when a service or family has several"),
  )),
  session: v.optional(v.pipe(
    v.picklist(["auto", "plugin", "native"], "must be auto, plugin or native"),
    v.description("Session client"),
  )),
  confirm: v.optional(v.pipe(
    v.union([v.boolean(), v.literal("name")], "must be true, false or name"),
    v.description(
      "Ask before anything is run in the container: true for yes or no, name to have it typed",
    ),
  )),
  accountId: v.optional(v.pipe(
    v.string("must be text"),
    v.regex(/^\d{12}$/, "must be the 12 digits of an AWS account"),
    v.description("The only AWS account this profile may reach; any other one is refused"),
  )),
  color: v.optional(v.pipe(
    v.picklist(COLORS, `must be ${COLORS.slice(0, -1).join(", ")} or ${COLORS.at(-1)}`),
    v.description("Colour of the line that names the container, so that production looks like it"),
  )),
  forwards: v.optional(v.pipe(
    v.record(
      v.pipe(v.string(), v.regex(FORWARD_NAME, FORWARD_NAME_WORDS)),
      v.union([
        v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
        v.pipe(v.string(), v.regex(FORWARD, FORWARD_WORDS)),
      ], FORWARD_WORDS),
      "must be a map of names, each with a port or LOCAL:HOST:PORT",
    ),
    v.description(
      "Ports that `ecsin forward` opens by name: 8080, 9000:8080, 5432:db.internal:5432",
    ),
  )),
  commands: v.optional(v.pipe(
    v.record(
      v.pipe(v.string(), v.regex(COMMAND_NAME, COMMAND_NAME_WORDS)),
      v.pipe(v.string(COMMAND_LINE_WORDS), v.regex(/\S/, COMMAND_LINE_WORDS)),
      COMMAND_WORDS,
    ),
    v.description(
      "Command lines that `ecsin PROFILE NAME` runs in the container: console: bin/rails console",
    ),
  )),
});

/** Names of all keys of a profile. */
export const PROFILE_KEYS: readonly string[] = Object.keys(ProfileSchema.entries);

/** One thing wrong with a profile: at which key, and what. */
export interface Issue {
  readonly key: string;
  /** Where the key's value is a map: which name of it. */
  readonly entry?: { readonly name: string; readonly part: "key" | "value" };
  readonly kind: "unknown" | "value";
  readonly message: string;
}

/** Checks one profile that YAML gave. */
export function checkProfile(
  value: unknown,
): { readonly profile: Profile } | { readonly issues: readonly Issue[] } {
  const result = v.safeParse(ProfileSchema, value);
  if (result.success) return { profile: withoutUndefined(result.output) };
  const issues = result.issues.map((issue): Issue => ({
    key: String(issue.path?.[0]?.key ?? ""),
    ...entryOf(issue.path?.[1]),
    kind: issue.type === "strict_object" && issue.expected === "never" ? "unknown" : "value",
    message: issue.message,
  }));
  const found = issues.find(({ kind }) => kind === "unknown");
  if (found === undefined || typeof value !== "object" || value === null) return { issues };
  // valibot stops at the first key that it does not know.
  const unknown = Object.keys(value).filter((key) => !PROFILE_KEYS.includes(key));
  return {
    issues: [
      ...issues.filter((each) => each !== found),
      ...unknown.map((key) => ({ ...found, key })),
    ],
  };
}

function entryOf(
  item: { readonly key?: unknown; readonly origin?: string } | undefined,
): Pick<Issue, "entry"> {
  if (item === undefined) return {};
  return { entry: { name: String(item.key), part: item.origin === "key" ? "key" : "value" } };
}

function withoutUndefined(output: v.InferOutput<typeof ProfileSchema>): Profile {
  return Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined));
}
