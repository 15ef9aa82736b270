// The picture of a login's waterfall has the parts that a login has; its times are of the run that
// docs/performance.md names.
import assert from "node:assert/strict";
import { barsOf, traceLogin } from "../../tools/waterfall.ts";
import { ecsinCommand } from "../stories/ecsin.ts";
import { textOf } from "./graph.ts";

Deno.test("docs/pictures/waterfall.svg is of a login as it goes today (deno task waterfall)", async () => {
  const bars = await traceLogin(await ecsinCommand());
  const svg = await textOf("docs/pictures/waterfall.svg");
  const labels = [...svg.matchAll(/<text x="(?:14|28)" y="\d+">([^<]+)<\/text>/g)]
    .map(([, label]) => label);
  assert.deepEqual(labels, bars.map(({ name }) => name));
  assert.ok(labels.includes("ecs ListTasks") && labels.at(-1) === "prompt", labels.join());
  assert.match(await textOf("docs/performance.md"), /pictures\/waterfall\.svg/);
});

Deno.test("every call ends with its waterfall under --debug", async () => {
  const { runEcsin } = await import("../stories/ecsin.ts");
  const { stderr } = await runEcsin(["list", "profiles", "--debug"]);
  assert.equal(barsOf(stderr)[0]?.name, "start");
});
