// Merge keys are followed as YAML 1.1 readers follow them: PyYAML, which comes with AWS's CLI, on the
// same generated documents.
import assert from "node:assert/strict";
import fc from "fast-check";
import { readYaml, valueOf } from "../../src/profiles/read_yaml.ts";
import { awsCliFromPyPi, realAwsCli } from "../aws/credentials/real_cli.ts";
import { needs } from "../needs.ts";

const RUNS = 500;
const SCRIPT = `
import json, sys, yaml
print(json.dumps([yaml.safe_load(text) for text in json.load(sys.stdin)]))
`;

const key = fc.constantFrom("a", "b", "c", "d");
const source = fc.oneof(
  fc.constantFrom("*x", "*y", "*z"),
  fc.dictionary(key, fc.constantFrom("1", "2"), { noNullPrototype: true })
    .map((map) =>
      `{${Object.entries(map).map(([name, value]) => `${name}: ${value}`).join(", ")}}`
    ),
);
const merge = fc.oneof(
  source,
  fc.array(source, { maxLength: 3 }).map((all) => `[${all.join(", ")}]`),
).map((value) => `<<: ${value}`);
const map = fc.tuple(
  fc.uniqueArray(fc.tuple(key, fc.constantFrom("3", "4")), {
    selector: ([name]) => name,
    maxLength: 3,
  }),
  fc.option(merge, { nil: undefined }),
  fc.nat(3),
).map(([pairs, merged, at]) => {
  const lines = pairs.map(([name, value]) => `${name}: ${value}`);
  if (merged !== undefined) lines.splice(at, 0, merged);
  return `{${lines.join(", ")}}`;
});
// No anchor on a map that merges itself: there PyYAML 6 takes a merged key for one of the map's own.
const text = fc.array(map, { maxLength: 5 }).map((maps) =>
  [
    "x: &x {a: x, b: x}",
    "y: &y {b: y, c: y}",
    "z: &z {d: z}",
    ...maps.map((each, at) => `m${at}: ${each}`),
  ].join("\n")
);

const cli = await realAwsCli();

Deno.test(
  needs("merge keys are followed as PyYAML follows them", awsCliFromPyPi(cli)),
  async () => {
    const seed = Number(Deno.env.get("ECSIN_SEED") ?? Date.now() % 2 ** 31);
    const texts = fc.sample(text, { numRuns: RUNS, seed });
    const python = new Deno.Command(`${cli}python`, {
      args: ["-c", SCRIPT],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = python.stdin.getWriter();
    const [{ stdout }] = await Promise.all([
      python.output(),
      writer.write(new TextEncoder().encode(JSON.stringify(texts))).then(() => writer.close()),
    ]);
    const said: readonly unknown[] = JSON.parse(new TextDecoder().decode(stdout));
    for (const [at, each] of texts.entries()) {
      const source = { file: "p.yaml", text: each };
      assert.deepEqual(valueOf(readYaml(source), source), said[at], `ECSIN_SEED=${seed}\n${each}`);
    }
  },
);
