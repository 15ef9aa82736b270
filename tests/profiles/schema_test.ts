// The JSON Schema for editors says what the validator says.
import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/2020";
import { parse as parseYaml } from "yaml";
import { parseProfiles } from "../../src/profiles/parse.ts";
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

Deno.test("a validator of JSON Schema takes what ecsin takes, and refuses what ecsin refuses", async () => {
  const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true })
    .compile(JSON.parse(file));
  const isValid = (text: string) => validate(parseYaml(text));
  const isRight = (text: string) => {
    try {
      return parseProfiles(text, "p.yaml").profiles.size >= 0;
    } catch {
      return false;
    }
  };
  const example = await Deno.readTextFile(new URL("../../profiles.example.yaml", import.meta.url));
  const right = [
    example,
    "profiles:\n",
    "profiles: {a: , b: {}}",
    "defaults: {shell: bash -l}\nprofiles: {a: {confirm: name, color: red}}",
    "profiles: {a: {accountId: '123456789012', confirm: true}}",
  ];
  const wrong = [
    "[]",
    "profile: {}",
    "profiles: []",
    "profiles: {a: x}",
    "profiles: {a: {clutser: x}}",
    "profiles: {a: {cluster: 12}}",
    "profiles: {a: {cluster: ' '}}",
    "profiles: {a: {service: x, task: y}}",
    "profiles: {a: {service: x, family: y}}",
    "profiles: {a: {pick: oldest}}",
    "profiles: {a: {confirm: maybe}}",
    "profiles: {a: {accountId: 123456789012}}",
    "profiles: {a: {accountId: '12345'}}",
    "profiles: {a: {color: pink}}",
    "defaults: {nope: 1}",
  ];
  assert.deepEqual(right.filter((text) => !isRight(text) || !isValid(text)), []);
  assert.deepEqual(wrong.filter((text) => isRight(text) || isValid(text)), []);
});
