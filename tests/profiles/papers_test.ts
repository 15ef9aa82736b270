// The example and the reference say what is true.
import assert from "node:assert/strict";
import { parseProfiles } from "../../src/profiles/parse.ts";
import { PROFILE_KEYS } from "../../src/profiles/schema.ts";

const textOf = (name: string) => Deno.readTextFile(new URL(`../../${name}`, import.meta.url));

Deno.test("profiles.example.yaml is a profiles file, and shows every key", async () => {
  const text = await textOf("profiles.example.yaml");
  const { profiles } = parseProfiles(text, "profiles.example.yaml");
  assert.deepEqual(profiles.get("prod-web"), {
    region: "eu-central-1",
    description: "web server of production",
    awsProfile: "prod",
    cluster: "prod",
    service: "web",
    container: "app",
  });
  const shown = new Set([...profiles.values()].flatMap((profile) => Object.keys(profile)));
  assert.deepEqual(PROFILE_KEYS.filter((key) => !shown.has(key)), []);
});

Deno.test("docs/profiles.md has a row for every key of a profile, and for no other", async () => {
  const text = await textOf("docs/profiles.md");
  const rows = [...text.matchAll(/^\| `([a-zA-Z]+)` +\|/gm)].map(([, key]) => key);
  assert.deepEqual(rows, PROFILE_KEYS);
});

Deno.test("every YAML block of docs/profiles.md and README is a profiles file", async () => {
  for (const name of ["docs/profiles.md", "README.md"]) {
    const blocks = [...(await textOf(name)).matchAll(/^```yaml\n([\s\S]*?)^```/gm)];
    assert.ok(blocks.length > 0, name);
    for (const [, yaml = ""] of blocks) assert.ok(parseProfiles(yaml, name).profiles.size > 0);
  }
});
