// Editing a profiles file: what is not meant stays, byte for byte.
import assert from "node:assert/strict";
import type { EcsinError } from "../../src/error.ts";
import { errorText } from "../../src/error_text.ts";
import { type Change, editProfiles } from "../../src/profiles/edit.ts";

const edit = (text: string, change: Change) => editProfiles(text, "p.yaml", change);
const add = (text: string, name = "new") =>
  edit(text, { kind: "add", name, profile: { cluster: "prod", service: "web" } });
const remove = (text: string, name: string) => edit(text, { kind: "remove", name });
const rename = (text: string, name: string, to: string) => edit(text, { kind: "rename", name, to });

const FILE = `# mine
defaults: {region: eu-west-1}   # here

profiles:
    # production
    prod-web:
        cluster: "prod" # quoted
        service: 'web'
        # a note on prod-web

    # staging
    stage: {cluster: staging,   service: web}

# the end
`;

Deno.test("editProfiles() adds as the others are written: indented, apart by a blank line", () => {
  assert.equal(
    add(FILE),
    FILE.replace(
      "service: web}\n",
      "service: web}\n\n    new:\n        cluster: prod\n        service: web\n",
    ),
  );
});

Deno.test("editProfiles() removes a profile with its own comments and nothing else", () => {
  assert.equal(
    remove(FILE, "prod-web"),
    `# mine
defaults: {region: eu-west-1}   # here

profiles:
    # staging
    stage: {cluster: staging,   service: web}

# the end
`,
  );
  assert.equal(
    remove(FILE, "stage"),
    FILE.replace("    # staging\n    stage: {cluster: staging,   service: web}\n\n", ""),
  );
});

Deno.test("editProfiles() renames the key alone", () => {
  assert.equal(rename(FILE, "stage", "s t"), FILE.replace("stage: {", "s t: {"));
  assert.equal(rename(FILE, "stage", "true"), FILE.replace("stage: {", '"true": {'));
  assert.equal(rename(FILE, "prod-web", "12"), FILE.replace("prod-web:", '"12":'));
});

Deno.test("editProfiles() makes the first profile of a file", () => {
  const block = "  new:\n    cluster: prod\n    service: web\n";
  for (
    const [before, after] of [
      ["", `profiles:\n${block}`],
      ["# c\n", `# c\nprofiles:\n${block}`],
      ["# c", `# c\nprofiles:\n${block}`],
      ["profiles:\n", `profiles:\n${block}`],
      ["profiles:", `profiles:\n${block}`],
      ["profiles: # c\n", `profiles: # c\n${block}`],
      ["profiles: ~ # c\ndefaults: {}\n", `profiles:  # c\n${block}defaults: {}\n`],
      ["profiles: {} # c\n", "profiles: {new: {cluster: prod, service: web}} # c\n"],
      ["{}", "{profiles: {new: {cluster: prod, service: web}}}"],
      ["{profiles: }", "{profiles: {new: {cluster: prod, service: web}}}"],
      ["defaults:\n  shell: sh", `defaults:\n  shell: sh\nprofiles:\n${block}`],
      ["---\nprofiles:\n...\n", `---\nprofiles:\n${block}...\n`],
    ] as const
  ) assert.equal(add(before), after);
});

Deno.test("editProfiles() keeps the file's line ends", () => {
  const file = "profiles:\r\n  a:\r\n    cluster: x\r\n";
  assert.equal(add(file), `${file}  new:\r\n    cluster: prod\r\n    service: web\r\n`);
  assert.equal(remove(add(file), "a"), "profiles:\r\n" + add(file).slice(file.length));
});

Deno.test("editProfiles() adds to and removes from a flow map", () => {
  assert.equal(
    add("profiles: {a: {cluster: x}, } # c\n"),
    "profiles: {a: {cluster: x}, new: {cluster: prod, service: web} } # c\n",
  );
  assert.equal(
    add("profiles: {\n  a: {cluster: x} # a, b\n}\n"),
    "profiles: {\n  a: {cluster: x}, new: {cluster: prod, service: web} # a, b\n}\n",
  );
  const three = "profiles: {a: {cluster: x}, b: , c}\n";
  assert.equal(remove(three, "a"), "profiles: {b: , c}\n");
  assert.equal(remove(three, "b"), "profiles: {a: {cluster: x}, c}\n");
  assert.equal(remove(three, "c"), "profiles: {a: {cluster: x}, b: }\n");
  assert.equal(
    remove("profiles: {a: {}, # x,\n b: {}\n}\n", "b"),
    "profiles: {a: {}, # x,\n \n}\n",
  );
});

Deno.test("editProfiles() leaves a block scalar that ends the file as it is", () => {
  const file = "profiles:\n  a:\n    description: |+\n      two\n\n";
  assert.equal(add(file), `${file}  new:\n    cluster: prod\n    service: web\n`);
  const clipped = "profiles:\n  a: {}\n  b:\n    description: |\n      # no comment\n\n# end\n";
  assert.equal(remove(clipped, "b"), "profiles:\n  a: {}\n\n# end\n");
});

Deno.test("editProfiles() refuses what other lines depend on, in words", () => {
  const file = "profiles:\n  a: &a {cluster: x}\n  b: *a\n";
  assert.equal(remove(file, "b"), "profiles:\n  a: &a {cluster: x}\n");
  assert.equal(rename(file, "a", "c"), "profiles:\n  c: &a {cluster: x}\n  b: *a\n");
  assert.throws(() => remove(file, "a"), (error: EcsinError) => {
    assert.equal(
      errorText(error),
      [
        'ecsin: error: profile "a" cannot be changed without changing other lines',
        "  why:  p.yaml uses anchors, tags or a layout that only its writer knows how to keep",
        "  next: ecsin profile edit",
      ].join("\n"),
    );
    return error.exitCode === 2;
  });
});
