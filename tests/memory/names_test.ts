import assert from "node:assert/strict";
import { namesPlace, readNames, rememberNames } from "../../src/memory/names.ts";
import { inFolder } from "../profiles/in_folder.ts";

const ECS = { source: { kind: "chain" as const }, remarks: [], flags: [] };

Deno.test("of several lists remembered at once none is lost", () =>
  inFolder(async (folder) => {
    const env = (name: string) => name === "XDG_STATE_HOME" ? folder : undefined;
    const place = namesPlace(ECS, "eu-central-1", env);
    const lists = Array.from({ length: 10 }, (_, at) => `services cluster-${at}`);
    await Promise.all(lists.map((list) => rememberNames(env, place, { [list]: ["service web"] })));
    assert.deepEqual(Object.keys(await readNames(env, place)).sort(), lists);
  }));

Deno.test("a password in an endpoint is not remembered with the names", () =>
  inFolder(async (folder) => {
    const env = (name: string) => name === "XDG_STATE_HOME" ? folder : undefined;
    const endpointUrl = "http://me:hunter2@127.0.0.1:4566/";
    const place = namesPlace({ ...ECS, endpointUrl }, "eu-central-1", env);
    await rememberNames(env, place, { clusters: ["prod"] });
    assert.deepEqual(Object.keys(await readNames(env, place)), ["clusters"]);
    assert.doesNotMatch(await Deno.readTextFile(`${folder}/ecsin/names.json`), /hunter2/);
  }));
