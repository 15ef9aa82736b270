// The JSON Schema for editors says what the validator says.
import assert from "node:assert/strict";
import { checkProfile, PROFILE_KEYS } from "../../src/profiles/schema.ts";
import { JSON_SCHEMA_TEXT } from "../../src/profiles/json_schema.ts";
import { schemaText } from "../../tools/schema.ts";

const file = await Deno.readTextFile(new URL("../../schema/profiles.schema.json", import.meta.url));

Deno.test("schema/profiles.schema.json is what the validator says", () => {
  assert.equal(JSON.stringify(JSON.parse(file)), JSON.stringify(JSON.parse(schemaText())));
  assert.deepEqual(JSON.parse(JSON_SCHEMA_TEXT), JSON.parse(file));
});

Deno.test("every key has a description and examples that the validator takes", () => {
  const { $schema, $defs: { profile } } = JSON.parse(file);
  assert.equal($schema, "https://json-schema.org/draft/2020-12/schema");
  assert.deepEqual(Object.keys(profile.properties), PROFILE_KEYS);
  assert.equal(profile.additionalProperties, false);
  for (const key of PROFILE_KEYS) {
    const { description, examples } = profile.properties[key];
    assert.ok(description.length > 5, key);
    assert.ok(examples.length > 0, key);
    for (const example of examples) {
      assert.deepEqual(checkProfile({ [key]: example }), { profile: { [key]: example } });
    }
  }
});

Deno.test("the schema knows what a value may be", () => {
  const { properties } = JSON.parse(file).$defs.profile;
  assert.deepEqual(properties.pick.enum, ["ask", "newest", "random"]);
  assert.deepEqual(properties.accountId.pattern, "^\\d{12}$");
  assert.deepEqual(properties.cluster.pattern, "\\S");
  assert.equal(properties.session.default, "auto");
});
