// `--debug`: everything that happened, and no secret.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { Home } from "./home.ts";
import { openPerson } from "./ways.ts";

Deno.test("--debug tells every call, choice and decision, and holds no secret", async () => {
  await using aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app"] }] }, kmsKeyId: "alias/exec" },
  }));
  await using home = await Home.make();
  await home.write(
    ".config/ecsin/profiles.yaml",
    "profiles: {prod-web: {cluster: prod, service: web}}",
  );
  const env = { AWS_SESSION_TOKEN: "IQoJb3JpZ2luX2VjEXAMPLESESSIONTOKEN" };
  await using shell = await openPerson(
    aws,
    { name: "native", flags: "", path: [] },
    { home, env, columns: 200, rows: 50 },
  );
  const { terminal } = shell;
  await shell.start("ecsin prod-web --debug --session native");
  await shell.inside();
  await terminal.type('stty -echo; echo re""ady; read -r TYPED; echo to-$((40+2))\r');
  await terminal.waitFor(/^ready$/m);
  await terminal.type("typed-secret-4711\r");
  await terminal.waitFor("to-42");
  await terminal.type("exit\r");
  await shell.prompted();
  const log = terminal.output();
  for (
    const told of [
      /debug: profiles file .*profiles\.yaml/,
      /debug: region eu-central-1, .*"kind":"keys"/,
      /debug: session by ecsin's own client/,
      /debug: ecs ListTasks \d+ ms ok attempts=1 request=[0-9a-f-]{36}/,
      /debug: ecs DescribeTasks \d+ ms ok attempts=1 request=/,
      /debug: ecs ExecuteCommand \d+ ms ok attempts=1 request=/,
      /debug: kms GenerateDataKey \d+ ms ok attempts=1 request=/,
      /debug: milliseconds from the start of the program\r?\n/,
      /debug: start +0 – +\d+ +█/,
      /debug: {3}ecs ListTasks +\d+ – +\d+ +▒/,
      /debug: prompt +\d+ – +\d+ +█/,
    ]
  ) assert.match(log, told);
  const secrets = [
    aws.env["AWS_SECRET_ACCESS_KEY"] ?? "",
    env.AWS_SESSION_TOKEN,
    aws.sessions[0]?.tokenValue ?? "",
    "typed-secret-4711",
  ];
  for (const secret of secrets) {
    assert.ok(secret.length > 10);
    assert.ok(!log.includes(secret), secret.slice(0, 6));
  }
});
