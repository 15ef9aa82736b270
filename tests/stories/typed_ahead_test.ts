// What is typed behind the picker's Enter, before a session is there: it is the container's, whichever
// client there is. AWS's plugin reads the terminal itself and could not be given it, so that ecsin's
// own client is used then, unless the plugin is demanded, which is said.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { needs } from "../needs.ts";
import { thePlugin } from "../plugin/build.ts";
import { KEY } from "./terminal.ts";
import { openPerson, pluginFolder } from "./ways.ts";

function world() {
  return buildWorld({
    prod: { services: { api: [{ containers: ["app"] }], web: [{ containers: ["app"] }] } },
  });
}

Deno.test(
  needs(
    "what is typed behind the picker's Enter reaches the container, also beside a plugin",
    await thePlugin(),
  ),
  async () => {
    await using aws = startFakeAws(world());
    const way = { name: "plugin", flags: "", path: [pluginFolder ?? ""] } as const;
    await using shell = await openPerson(aws, way);
    await shell.start("ecsin --cluster prod");
    await shell.terminal.waitFor("web");
    await shell.terminal.type(`web${KEY.enter}echo "in-$((40+2))"; exit${KEY.enter}`);
    await shell.terminal.waitFor("in-42");
    await shell.prompted();
    assert.equal(await shell.lastCode(), 0);
  },
);

Deno.test(
  needs(
    "a plugin that is demanded does not get what was typed ahead, and that is said",
    await thePlugin(),
  ),
  async () => {
    await using aws = startFakeAws(world());
    const way = { name: "plugin", flags: "", path: [pluginFolder ?? ""] } as const;
    await using shell = await openPerson(aws, way);
    await shell.start("ecsin --cluster prod --session plugin");
    await shell.terminal.waitFor("web");
    await shell.terminal.type(`web${KEY.enter}early${KEY.enter}`);
    await shell.terminal.waitFor("the plugin does not get what was typed ahead");
    await shell.inside();
    await shell.terminal.type(`exit${KEY.enter}`);
    await shell.prompted();
  },
);
