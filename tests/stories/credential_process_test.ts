// credential_process by the whole program: without a shell, with ecsin's own stdin while that is the
// person's, and never waited for because of it.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { openShellWithEcsin, runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { needs } from "../needs.ts";
import { KEY } from "./terminal.ts";

const world = () => buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } });

/** A home whose AWS profile `tool` runs a script with arguments. */
async function person(script: string, line = "HOME/bin/tool"): Promise<Home> {
  const home = await Home.make();
  await home.program("tool", `#!/bin/sh\n${script}\n`);
  await home.write(
    ".aws/config",
    `[profile tool]\nregion = eu-central-1\ncredential_process = ${
      line.replaceAll("HOME", home.path)
    }\n`,
  );
  return home;
}

const KEYS = `printf '{"Version":1,"AccessKeyId":"ASIA%s","SecretAccessKey":"secretsecret"}' "$id"`;
const AS_TOOL = {
  AWS_PROFILE: "tool",
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
};

Deno.test("a credential_process reads ecsin's stdin, and does not hang where there is none", async () => {
  for (const [stdin, id] of [["4711\n", "4711"], ["", ""], [null, ""]] as const) {
    await using aws = startFakeAws(world());
    await using home = await person(`read -r id\n${KEYS}`);
    const env = { ...aws.env, ...AS_TOOL };
    const { code, stderr } = await runEcsin(["list", "clusters"], { home, env, stdin });
    assert.equal(code, 0, stderr);
    assert.equal(aws.api.calls[0]?.accessKeyId, `ASIA${id}`);
  }
});

Deno.test("a credential_process is no line of a shell: nothing is expanded, nothing else is run", async () => {
  await using aws = startFakeAws(world());
  const line =
    `HOME/bin/tool $USER "$(touch HOME/evil)" ; touch HOME/evil | tee HOME/evil > HOME/evil`;
  await using home = await person(`id=$#\nprintf '%s\\n' "$@" > "$HOME/words"\n${KEYS}`, line);
  const env = { ...aws.env, ...AS_TOOL };
  const { code, stderr } = await runEcsin(["list", "clusters"], { home, env });
  assert.equal(code, 0, stderr);
  const path = home.path;
  assert.equal(
    await Deno.readTextFile(`${path}/words`),
    [
      "$USER",
      `$(touch ${path}/evil)`,
      ";",
      "touch",
      `${path}/evil`,
      "|",
      "tee",
      `${path}/evil`,
      ">",
    ]
      .concat(`${path}/evil\n`).join("\n"),
  );
  await assert.rejects(Deno.stat(`${path}/evil`), Deno.errors.NotFound);
});

Deno.test(
  needs("a credential_process asks on the terminal before a picker is drawn", "unix"),
  async () => {
    await using aws = startFakeAws(world());
    await using home = await person(`printf 'PIN: ' > /dev/tty\nread -r id\n${KEYS}`);
    const env = { ...aws.env, ...AS_TOOL };
    await using shell = await openShellWithEcsin({ home, env });
    await shell.start("ecsin --session native");
    await shell.terminal.waitFor(/PIN: $/m);
    await shell.terminal.type("99\r");
    await shell.terminal.waitFor(/cluster>|service>|\$ $|# $|app/m);
    assert.equal(aws.api.calls[0]?.accessKeyId, "ASIA99");
    await shell.terminal.type(`${KEY.ctrlC}exit\r`);
  },
);
