// Writes schema/profiles.schema.json from the validator in src/profiles/schema.ts. Run it with
// `deno task schema`; a test fails when the file is stale.
import { toJsonSchema } from "@valibot/to-json-schema";
import { ProfileSchema } from "../src/profiles/schema.ts";

const FILE = new URL("../schema/profiles.schema.json", import.meta.url);

/** Examples by key; editors show them. */
const EXAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  description: ["web server of production"],
  awsProfile: ["prod"],
  region: ["eu-central-1"],
  cluster: ["prod", "arn:aws:ecs:eu-central-1:123456789012:cluster/prod"],
  service: ["web"],
  family: ["nightly-report"],
  task: ["4f2c9a1b"],
  container: ["app"],
  shell: ["auto", "bash -l"],
  pick: ["newest"],
  session: ["native"],
  confirm: [true, "name"],
  accountId: ["123456789012"],
  color: ["red"],
  forwards: [{ db: "5432:db.internal:5432", admin: 9000 }],
  commands: [{ console: "bin/rails console", psql: 'psql "$DATABASE_URL"' }],
};

/** Defaults by key, where leaving it out means something fixed. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  shell: "auto",
  pick: "ask",
  session: "auto",
  confirm: false,
};

/** The schema of a whole file as JSON, draft 2020-12. */
export function schemaText(): string {
  const profile = toJsonSchema(ProfileSchema, { target: "draft-2020-12" });
  const { $schema: _, properties = {}, ...rest } = profile;
  const documented = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, {
      ...(typeof value === "object" ? value : {}),
      ...(key in DEFAULTS ? { default: DEFAULTS[key] } : {}),
      examples: EXAMPLES[key] ?? [],
    }]),
  );
  const both = (left: string, right: string) => ({ required: [left, right] });
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Profiles of ecsin",
    description: "Saved answers to: which container, as whom, with which shell.",
    type: "object",
    properties: {
      defaults: { description: "Keys that go under every profile", ...orNull(ref("profile")) },
      profiles: {
        description: "Profiles by name: `ecsin NAME` opens a shell by one",
        type: ["object", "null"],
        additionalProperties: orNull(ref("profile")),
        examples: [{ "prod-web": { cluster: "prod", service: "web", container: "app" } }],
      },
    },
    additionalProperties: false,
    $defs: {
      profile: {
        ...rest,
        properties: documented,
        not: {
          anyOf: [both("service", "family"), both("service", "task"), both("family", "task")],
        },
      },
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function ref(name: string) {
  return { $ref: `#/$defs/${name}` };
}

function orNull(schema: object) {
  return { anyOf: [schema, { type: "null" }] };
}

if (import.meta.main) await Deno.writeTextFile(FILE, schemaText());
