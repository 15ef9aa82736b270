// What everybody types: flags in front of the command, short words, a pipe on stdin, flags that a
// command cannot honour.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { KEY } from "./terminal.ts";
import { NATIVE, openPerson } from "./ways.ts";

function account() {
  return buildWorld({
    prod: { services: { web: [{ containers: ["app"] }], api: [{}, {}] } },
    staging: {},
  });
}

Deno.test("flags in front of the command are that command's", async () => {
  await using aws = startFakeAws(account());
  const clusters = "cluster\tstatus\tactiveServices\trunningTasks\n" +
    "prod\tACTIVE\t2\t3\nstaging\tACTIVE\t0\t0\n";
  for (
    const line of [
      "--region eu-central-1 list clusters -o tsv",
      "-o tsv --region=eu-central-1 list clusters",
      "-o tsv list cluster",
    ]
  ) {
    const { code, stdout, stderr } = await runEcsin(line.split(" "), { env: aws.env });
    assert.deepEqual([code, stdout, stderr], [0, clusters, ""], line);
  }
  const ran = await runEcsin(
    ["--cluster", "prod", "--service", "web", "-q", "exec", "--", "echo", "list"],
    { env: aws.env },
  );
  assert.deepEqual([ran.code, ran.stdout, ran.stderr], [0, "list\n", ""]);
});

Deno.test("a flag that a command cannot honour is refused, not ignored", async () => {
  await using aws = startFakeAws(account());
  for (
    const [line, what] of [
      ["list profiles --cluster zz", "--cluster does nothing for a list of profiles"],
      ["list profiles --region eu-west-1", "--region does nothing for a list of profiles"],
      ["list clusters --service web", "--service does nothing for a list of clusters"],
      [
        "exec --cluster prod --service web --all --pick newest -- true",
        "--pick chooses one task, --all runs in every one",
      ],
      [
        "exec --cluster prod --all --task 4f2c -- true",
        "--task is one task, --all runs in every one",
      ],
      ["exec prod/web --parallel 3 -- true", "--parallel does nothing here"],
      ["exec prod/web --escape % -- true", "--escape does nothing here"],
      ["exec prod/web --print --timeout 5s -- true", "--timeout does nothing here"],
      ["prod-web console --shell bash", "--shell does nothing here"],
      ["prod/web --print --session native", "--session does nothing here"],
      ["prod/web --task 4f2c --pick newest", "--pick does nothing here"],
      ["describe --cluster prod --service web --family job", "--family does nothing here"],
      ["list tasks --cluster prod --service web --family job", "--family does nothing here"],
      ["run prod/web --wait=5s -- true", "--wait does nothing here"],
      ["run prod/web --print -o json", "--output does nothing here"],
      ["restart prod/web --detach --timeout 5m", "--timeout does nothing here"],
      ["stop prod/web --print --detach", "--detach does nothing here"],
      ["logs prod/web --previous -f", "--follow does nothing here"],
      ["logs prod/web -o json -t", "--timestamps does nothing here"],
      ["logs prod/web --open --tail 5", "--tail does nothing here"],
      ["forward prod/web 8080 --print --keep-alive", "--keep-alive does nothing here"],
      ["tunnel prod/web 8080 --print --linger 5s", "--linger does nothing here"],
      ["completions bash --region eu-west-1", "--region does nothing here"],
      ["profile validate a.yaml --profiles b.yaml", "--profiles does nothing here"],
    ] as const
  ) {
    const { code, stderr } = await runEcsin(line.split(" "), { env: aws.env });
    assert.equal(code, 2, line);
    assert.ok(stderr.startsWith(`ecsin: error: ${what}\n`), stderr);
  }
  assert.equal(aws.api.count(), 0);
});

Deno.test("a value that is wrong, missing or given twice is told with its flag, and with no other one", async () => {
  await using aws = startFakeAws(account());
  for (
    const [line, what, next] of [
      ["list -o xml", '--output cannot be "xml": it is one of table, json, tsv', "list"],
      ["list --debug=maybe", '--debug cannot be "maybe": it is yes or no', "list"],
      ["list --region", "a value is missing for --region", "list"],
      ["list --region=", "a value is missing for --region", "list"],
      ["prod/web --region=", "a value is missing for --region", "login"],
      ["list --region a --region b", '--region is given twice: "a" and "b"', "list"],
      ["run prod/web -e A", '--env cannot be "A": a variable looks like NAME=VALUE', "run"],
      [
        "list -q nope",
        '"nope" is not a kind: expected one of containers, tasks, services, clusters, profiles',
        "list",
      ],
      ["upgrade -y x", '"x" is not a version: a version looks like 0.1.0', "upgrade"],
    ] as const
  ) {
    const { code, stderr } = await runEcsin(line.split(" "), { env: aws.env });
    assert.deepEqual(
      [code, stderr],
      [2, `ecsin: error: ${what}\n  next: ecsin ${next} --help\n`],
      line,
    );
  }
});

Deno.test("words behind a profile are told to be a command for exec, and near flags are told", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", "profiles: {prod-web: {cluster: prod}}\n");
  for (
    const [line, next] of [
      ["prod-web ls -l", "ecsin exec prod-web -- ls -l"],
      ["prod-web -- ls -l", "ecsin exec prod-web -- ls -l"],
      ["prod-web ls", "ecsin exec prod-web -- ls"],
      ["login prod-web ls", "ecsin exec prod-web -- ls"],
      ["--hlep", "ecsin --help"],
      ["--versoin", "ecsin --version"],
    ] as const
  ) {
    const { code, stderr } = await runEcsin(line.split(" "), { home, env: aws.env });
    assert.equal(code, 2, line);
    assert.ok(stderr.includes(`\n  next: ${next}\n`), `${line}\n${stderr}`);
  }
});

Deno.test("with a pipe on stdin the choice is asked on the terminal that is there", async () => {
  await using aws = startFakeAws(account());
  await using shell = await openPerson(aws, NATIVE);
  await shell.start("printf 'one\\ntwo\\n' | ecsin exec --cluster prod --service api -- cat");
  await shell.terminal.waitFor(/task>.*2\/2\b/m);
  await shell.terminal.type(`${KEY.down}${KEY.enter}`);
  assert.match(await shell.prompted(), /\none\ntwo\n$/);
  assert.equal(await shell.lastCode(), 0);
  assert.match(await shell.settings(), / icanon .* echo /s);
});

Deno.test("where nobody can be asked the reason is the true one", async () => {
  await using aws = startFakeAws(account());
  await using shell = await openPerson(aws, NATIVE);
  const line = "ecsin --cluster prod --service api";
  const whys: readonly [string, string][] = [
    [`TERM=dumb ${line}`, "TERM=dumb is no terminal to ask on"],
    [`${line} </dev/null`, "there is no terminal to ask on"],
    [`CI=true ${line} </dev/null`, "there is no terminal to ask on in CI"],
  ];
  for (const [typed, why] of whys) {
    const told = await shell.line(typed);
    assert.ok(told.includes(`which task? there are 2, and ${why}\n`), told);
    assert.equal(await shell.lastCode(), 2);
  }
});
