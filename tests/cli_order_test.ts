// Flags in front of the command: which word is the command, by its own flags.
import assert from "node:assert/strict";
import { helpPages } from "../src/cli.ts";
import { commandFirst, mayHaveFlagsFirst } from "../src/cli_order.ts";

const pages = await helpPages();
const order = (line: string) => commandFirst(line.split(" "), pages)?.join(" ");

Deno.test("commandFirst() puts the command in front of the flags that are its own", () => {
  for (
    const [typed, meant] of [
      ["--region eu-west-1 list clusters", "list --region eu-west-1 clusters"],
      ["--region=eu-west-1 list clusters", "list --region=eu-west-1 clusters"],
      ["--debug list", "list --debug"],
      ["-o json list profiles", "list -o json profiles"],
      ["--profiles p.yaml profile show web", "profile show --profiles p.yaml web"],
      ["--cluster prod exec web -- list", "exec --cluster prod web -- list"],
      ["-y restart prod/web", "restart -y prod/web"],
    ] as const
  ) assert.equal(order(typed), meant, typed);
});

Deno.test("commandFirst() takes no value of a flag, and no flag of another command, for one", () => {
  for (
    const line of [
      "--cluster list",
      "--cluster list web",
      "--region eu-west-1 prod-web",
      "--shell sh list",
      "--debug -- list",
      "--cluster",
    ]
  ) assert.equal(order(line), undefined, line);
  assert.equal(mayHaveFlagsFirst(["prod-web", "list"], ["list"]), false);
  assert.equal(mayHaveFlagsFirst(["-", "list"], ["list"]), false);
  assert.equal(mayHaveFlagsFirst(["--debug", "list"], ["list"]), true);
});
