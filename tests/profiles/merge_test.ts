import assert from "node:assert/strict";
import { mergeDefaults, mergeWanted } from "../../src/profiles/merge.ts";

Deno.test("mergeDefaults() lets a profile's own task key take the place of the defaults'", () => {
  assert.deepEqual(mergeDefaults({ service: "web", region: "r" }, { task: "4f" }), {
    region: "r",
    task: "4f",
  });
});

Deno.test("mergeWanted() puts flags over the profile", () => {
  const saved = { cluster: "prod", service: "web", container: "app", pick: "newest" } as const;
  assert.deepEqual(mergeWanted(saved, { container: "nginx", shell: "sh" }), {
    ...saved,
    container: "nginx",
    shell: "sh",
  });
  assert.deepEqual(mergeWanted(saved, { family: "job" }), {
    cluster: "prod",
    family: "job",
    container: "app",
    pick: "newest",
  });
  assert.deepEqual(mergeWanted(saved, { task: "4f" }), { ...saved, task: "4f" });
});

Deno.test("mergeWanted() forgets the profile's task in another cluster", () => {
  assert.deepEqual(mergeWanted({ cluster: "prod", task: "4f" }, { cluster: "staging" }), {
    cluster: "staging",
  });
});
