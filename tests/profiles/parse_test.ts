import assert from "node:assert/strict";
import fc from "fast-check";
import { EcsinError } from "../../src/error.ts";
import { errorText } from "../../src/error_text.ts";
import { parseProfiles } from "../../src/profiles/parse.ts";

/** The whole text that a person sees of a file's faults. */
function faultOf(text: string): string {
  try {
    parseProfiles(text, "p.yaml");
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    assert.equal(error.exitCode, 2);
    return errorText(error);
  }
  throw new Error("no fault was found");
}

const told = (text: string, lines: readonly string[]) =>
  assert.equal(faultOf(text), lines.join("\n"));

Deno.test("parseProfiles() puts defaults under every profile", () => {
  const { profiles } = parseProfiles(
    "defaults: {region: eu-west-1, service: web}\nprofiles:\n  a: {cluster: x}\n" +
      "  b: {cluster: y, family: job, region: us-east-1}\n  c:\n",
    "p.yaml",
  );
  assert.deepEqual(Object.fromEntries(profiles), {
    a: { region: "eu-west-1", service: "web", cluster: "x" },
    b: { region: "us-east-1", cluster: "y", family: "job" },
    c: { region: "eu-west-1", service: "web" },
  });
});

Deno.test("parseProfiles() follows anchors and merge keys, as YAML users write them", () => {
  const { profiles } = parseProfiles(
    [
      "defaults: &all {region: eu-west-1}",
      "profiles:",
      "  a: &a {cluster: x, service: web}",
      "  b: *a",
      "  c: &c {cluster: y, container: app}",
      "  one: {<<: *a, cluster: z}",
      "  first: {cluster: z, <<: *a}",
      "  list: {<<: [*a, *c], shell: sh}",
      "  other:",
      "    <<: [*c, {<<: *a, pick: newest}]",
      "  <<: {merged: {<<: *c, service: job}, a: {cluster: never}}",
    ].join("\n"),
    "p.yaml",
  );
  const region = "eu-west-1";
  assert.deepEqual(Object.fromEntries(profiles), {
    a: { region, cluster: "x", service: "web" },
    b: { region, cluster: "x", service: "web" },
    c: { region, cluster: "y", container: "app" },
    one: { region, cluster: "z", service: "web" },
    first: { region, cluster: "z", service: "web" },
    list: { region, cluster: "x", service: "web", container: "app", shell: "sh" },
    other: { region, cluster: "y", service: "web", container: "app", pick: "newest" },
    merged: { region, cluster: "y", container: "app", service: "job" },
  });
});

Deno.test("parseProfiles() refuses merge keys of anything but maps, and says what to write", () => {
  for (const value of ["5", "[5]", "", "[*a, text]"]) {
    told(`profiles:\n  a: &a {cluster: x}\n  b:\n    <<: ${value}\n`, [
      "ecsin: error: p.yaml:4:5: `<<` merges a map or a list of maps, and this is neither",
      `  why:  <<: ${value}`.trimEnd(),
      "  next: write `<<: *name`, or `<<: [*one, *two]`, of maps above",
    ]);
  }
  told("profiles:\n  a: &a {cluster: x}\n  b:\n    <<: *a\n    <<: *a\n", [
    "ecsin: error: p.yaml:5:5: this key is there twice",
    "  why:  <<: *a",
    "  next: write `<<: *name`, or `<<: [*one, *two]`, of maps above",
  ]);
  told("<<: {profiles: {}}\n", [
    "ecsin: error: p.yaml:1:1: `<<` cannot stand beside `profiles:`",
    "  why:  <<: {profiles: {}}",
    "  next: put it into `defaults:`, into `profiles:` or into a profile",
  ]);
});

Deno.test("parseProfiles() refuses tags that it does not know", () => {
  told("profiles:\n  a: {cluster: !Ref Cluster}\n", [
    "ecsin: error: p.yaml:2:16: the tag !Ref is not supported",
    "  why:  a: {cluster: !Ref Cluster}",
    "  next: remove it; text that begins with ! needs quotes",
  ]);
});

Deno.test("parseProfiles() names the place of what is not YAML", () => {
  told("profiles:\n  a: {cluster: x\n  b: y\n", [
    "ecsin: error: p.yaml:3:3: not valid YAML: flow map in block collection must be sufficiently indented and end with a }",
    "  why:  b: y",
    "  next: mend this line; text with : or # in it needs quotes",
  ]);
});

Deno.test("parseProfiles() names the line of a tab", () => {
  told("profiles:\n\ta:\n    cluster: x\n", [
    "ecsin: error: p.yaml:2:1: a tab stands where YAML wants blanks",
    "  why:  →a:",
    "  next: indent with blanks",
  ]);
});

Deno.test("parseProfiles() names a key that is there twice", () => {
  told("profiles:\n  web: {cluster: x}\n  web: {cluster: y}\n", [
    "ecsin: error: p.yaml:3:3: this key is there twice",
    "  why:  web: {cluster: y}",
    "  next: remove or rename one of the two",
  ]);
});

Deno.test("parseProfiles() names the line of an unknown key, and the near one", () => {
  told("profiles:\n  web:\n    clutser: prod\n", [
    'ecsin: error: p.yaml:3:5: there is no key "clutser"',
    "  why:  clutser: prod",
    "  next: did you mean cluster?",
  ]);
  told("profile:\n  web:\n    cluster: prod\n", [
    'ecsin: error: p.yaml:1:1: there is no key "profile"',
    "  why:  profile:",
    "  next: did you mean profiles?",
  ]);
});

Deno.test("parseProfiles() names a value of the wrong type", () => {
  told("profiles:\n  web:\n    cluster: 12\n", [
    'ecsin: error: p.yaml:3:14: cluster of profile "web" must be text',
    "  why:  cluster: 12",
    "  next: put the value in quotes",
  ]);
  told("profiles:\n  web:\n    pick: oldest\n", [
    'ecsin: error: p.yaml:3:11: pick of profile "web" must be ask, newest or random',
    "  why:  pick: oldest",
    "  next: pick must be ask, newest or random",
  ]);
  told("profiles:\n  web:\n    cluster: [a, b]\n", [
    'ecsin: error: p.yaml:3:14: cluster of profile "web" must be text',
    "  why:  cluster: [a, b]",
    "  next: give one text",
  ]);
  told("profiles:\n  web: prod\n", [
    'ecsin: error: p.yaml:2:8: profile "web" must be a map of keys',
    "  why:  web: prod",
    "  next: put `key: value` lines below its name, indented",
  ]);
  told("profiles: [web]\n", [
    "ecsin: error: p.yaml:1:11: `profiles` must be a map of names",
    "  why:  profiles: [web]",
    "  next: put each profile's name on a line of its own, followed by a colon",
  ]);
  told("defaults: 7\nprofiles: {}\n", [
    "ecsin: error: p.yaml:1:11: defaults must be a map of keys",
    "  why:  defaults: 7",
    "  next: put `key: value` lines below its name, indented",
  ]);
  told("profiles:\n  web:\n    cluster: ''\n", [
    'ecsin: error: p.yaml:3:14: cluster of profile "web" must not be empty',
    "  why:  cluster: ''",
    "  next: cluster must not be empty",
  ]);
});

Deno.test("parseProfiles() refuses both service and task", () => {
  told("profiles:\n  web:\n    service: web\n    cluster: prod\n    task: 4f2c\n", [
    'ecsin: error: p.yaml:5:5: profile "web" has both service and task',
    "  why:  task: 4f2c",
    "  next: keep one of service, task",
  ]);
});

Deno.test("parseProfiles() refuses an alias bomb", () => {
  const bomb = "profiles:\n  a: &a {description: lol}\n" +
    [..."bcdefgh"].map((name, at) =>
      `  ${name}: &${name} [${Array(9).fill(`*${"abcdefg"[at]}`).join(",")}]\n`
    ).join("");
  told(bomb, [
    "ecsin: error: p.yaml: an alias cannot be followed: Excessive alias count indicates a resource exhaustion attack",
    "  next: write the values out instead of *aliases",
  ]);
});

Deno.test("parseProfiles() refuses what is no map, and a second document", () => {
  told("", [
    "ecsin: error: p.yaml: the file is empty",
    "  next: a whole file can be: profiles: {prod-web: {cluster: prod, service: web}}",
  ]);
  told("# only a comment\n", [
    "ecsin: error: p.yaml: the file is empty",
    "  next: a whole file can be: profiles: {prod-web: {cluster: prod, service: web}}",
  ]);
  told("- web\n", [
    "ecsin: error: p.yaml:1:1: the file must be a map with `profiles:`",
    "  why:  - web",
    "  next: a whole file can be: profiles: {prod-web: {cluster: prod, service: web}}",
  ]);
  told("profiles: {}\n---\nprofiles: {}\n", [
    "ecsin: error: p.yaml:2:1: there is a second YAML document",
    "  why:  ---",
    "  next: keep one document in the file: remove the line ---",
  ]);
});

Deno.test("parseProfiles() tells every fault, the first one first", () => {
  told("profiles:\n  a:\n    clutser: x\n  b:\n    pick: any\n    shel: sh\n", [
    'ecsin: error: p.yaml:3:5: there is no key "clutser"',
    "  why:  clutser: x",
    '        also p.yaml:5:11: pick of profile "b" must be ask, newest or random',
    '        also p.yaml:6:5: there is no key "shel"',
    "  next: did you mean cluster?",
  ]);
});

Deno.test("parseProfiles() tells every unknown key of one profile", () => {
  told("profiles:\n  a:\n    clutser: x\n    aws_profile: y\n    pick: any\n    shel: sh\n", [
    'ecsin: error: p.yaml:3:5: there is no key "clutser"',
    "  why:  clutser: x",
    '        also p.yaml:4:5: there is no key "aws_profile"',
    '        also p.yaml:5:11: pick of profile "a" must be ask, newest or random',
    '        also p.yaml:6:5: there is no key "shel"',
    "  next: did you mean cluster?",
  ]);
});

Deno.test("parseProfiles() says what to do with a key that has no value", () => {
  told("profiles:\n  a:\n    cluster:\n", [
    'ecsin: error: p.yaml:3:13: cluster of profile "a" must be text',
    "  why:  cluster:",
    "  next: give it a value, or remove the line",
  ]);
});

Deno.test("parseProfiles() knows a profile that stands outside of profiles:", () => {
  told("prod-web:\n  cluster: x\n", [
    'ecsin: error: p.yaml:1:1: there is no key "prod-web"',
    "  why:  prod-web:",
    "  next: if it is a profile, put it under `profiles:`, indented",
  ]);
});

Deno.test("parseProfiles() throws nothing but an error in words, whatever the file holds", () => {
  const scraps = fc.constantFrom(
    "profiles:",
    "defaults:",
    "\n  web:",
    "\n    cluster: prod",
    "\n",
    "\t",
    "{",
    "]",
    "&a ",
    "*a",
    "- ",
    ": ",
    "'",
    "<<: *a",
    "? ",
    "|",
    "null",
    "!!binary ",
    "\u0000",
    "é",
  );
  fc.assert(fc.property(fc.array(scraps, { maxLength: 20 }), (parts) => {
    try {
      parseProfiles(parts.join(""), "p.yaml");
    } catch (error) {
      assert.ok(error instanceof EcsinError, String(error));
      assert.ok(error.failure.next !== undefined && error.failure.next.length > 0);
    }
  }));
});

Deno.test("parseProfiles() tells which command or forward is wrong, in its own line", () => {
  const text = faultOf(
    "profiles:\n  a:\n    forwards:\n      8db: 80\n      db: nope:x\n" +
      '    commands:\n      ok: ls\n      "my list": ls\n      empty: ""\n',
  );
  assert.match(
    text,
    /p\.yaml:4:7: forwards of profile "a": "8db" cannot be a name\n/,
  );
  assert.match(text, /p\.yaml:5:11: forwards of profile "a": "db" must be a port, LOCAL:PORT or /);
  assert.match(text, /p\.yaml:8:7: commands of profile "a": "my list" cannot be a name\n/);
  assert.match(text, /p\.yaml:9:14: commands of profile "a": "empty" must be a line for the /);
  assert.match(text, /\n {2}next: use letters, digits, _ and -, a letter first$/);
});
