// AWS, the profiles file and the container's agent say escape sequences, turns of the reading
// direction and new lines in every name and reason: nothing of them reaches the terminal, and no
// line to paste does more than it shows.
import assert from "node:assert/strict";
import { UNPRINTABLE } from "../../src/printable.ts";
import { ApiError } from "../fake_aws/api_call.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, type World } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";
import { Home, SYSTEM_PATH } from "./home.ts";
import type { Shell } from "./shell.ts";
import { KEY } from "./terminal.ts";
import { NATIVE, openPerson } from "./ways.ts";

/** Clears the screen, sets the title, C1, backspaces, a turned text and a forged line. */
const evil = (name: string) =>
  `${name}\x1b[2J\x1b]0;owned\x07\x9b2J\x08\x7f\u202eturned\u2066\u061c\u2028\r\nforged ${name}`;

/** What ecsin itself draws with. */
const ESC = "\x1b";
const OWN = new RegExp(
  `${ESC}\\[(?:(?:0|1|2|22|3[0-9])?m|\\?(?:7|2004)[hl]|[JK]|\\d+[AC]|2[23];2t)` +
    // The window's title, with nothing in it that does more.
    `|${ESC}\\]2;[^${UNPRINTABLE}]*\\u0007`,
  "g",
);
/** All but the ends of lines. */
const FOREIGN = new RegExp(`(?![\\r\\n])[${UNPRINTABLE}]`, "g");

/** Fails where something that ecsin did not draw itself got through. */
function assertClean(output: string, what: string): void {
  const own = output.replaceAll(OWN, "");
  const at = own.search(FOREIGN);
  const around = JSON.stringify(own.slice(Math.max(0, at - 80), at + 20));
  assert.equal(at, -1, `${what}: ${around}`);
  // A table's and a terminal's own line ends are there; none came from a name.
  assert.doesNotMatch(own, /[\r\n]forged/, what);
}

function hostileWorld(): World {
  return buildWorld({
    [evil("prod")]: {
      services: {
        [evil("web")]: [
          {
            containers: [evil("app"), {
              name: evil("side"),
              agent: "STOPPED",
              agentReason: evil("why"),
            }],
          },
          { containers: [evil("app"), evil("side")] },
        ],
        [evil("stopped")]: [{
          containers: [{ name: evil("one"), agent: "STOPPED", agentReason: evil("reason") }],
        }],
      },
      standalone: { [evil("family")]: [{ availabilityZone: evil("zone"), privateIp: evil("ip") }] },
    },
    [evil("other")]: {},
  });
}

const PROFILES = JSON.stringify({
  profiles: {
    web: {
      cluster: evil("prod"),
      service: evil("web"),
      container: evil("app"),
      pick: "newest",
      shell: "sh -c 'printf \"%s\" ready; read line'",
      description: evil("description"),
    },
    [evil("name")]: { cluster: evil("nowhere"), container: evil("app") },
  },
});

async function hostileHome(): Promise<Home> {
  const home = await Home.make();
  // YAML takes JSON, escapes and all; C1 must be escaped in it.
  const escaped = PROFILES.replaceAll(
    FOREIGN,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  await home.write(".config/ecsin/profiles.yaml", escaped);
  return home;
}

async function inTerminal(
  tell: (shell: Shell, aws: FakeAws) => Promise<void>,
  withProfiles = true,
): Promise<void> {
  await using aws = startFakeAws(hostileWorld());
  await using home = withProfiles ? await hostileHome() : await Home.make();
  await using shell = await openPerson(aws, NATIVE, { home, columns: 240, rows: 40 });
  await tell(shell, aws);
}

Deno.test("every list, as table, TSV and JSON, is clean though every name is hostile", async () => {
  await inTerminal(async (shell) => {
    for (const kind of ["clusters", "services", "tasks", "containers", "profiles"]) {
      for (const output of ["table", "tsv", "json"]) {
        const told = await shell.line(`ecsin list ${kind} -o ${output}`);
        assert.match(told, /forged/, `${kind} ${output}`);
        assertClean(told.replaceAll("\t", ""), `${kind} ${output}`);
      }
    }
  });
});

Deno.test("JSON gives hostile names back as they are", async () => {
  await using aws = startFakeAws(hostileWorld());
  await using home = await hostileHome();
  const { stdout } = await runEcsin(["list", "profiles", "-o", "json"], { home, env: aws.env });
  const [first, second]: { profile: string; description: string }[] = JSON.parse(stdout);
  assert.equal(first?.description, evil("description"));
  assert.equal(second?.profile, evil("name"));
});

Deno.test("the picker draws no hostile name, reason or title, through every question", async () => {
  await inTerminal(async (shell) => {
    const { terminal } = shell;
    const since = terminal.mark();
    await shell.start("ecsin");
    await terminal.waitFor(/^cluster>.*2\/2$/m);
    await terminal.type(`prod${KEY.enter}`);
    await terminal.waitFor(/service>.*3\/3$/m);
    await terminal.type(`stopped${KEY.enter}`);
    await terminal.waitFor("cannot be chosen");
    await terminal.type(`${KEY.ctrlU}web${KEY.enter}`);
    await terminal.waitFor(/task>.*2\/2$/m);
    await terminal.type(`${KEY.down}${KEY.enter}`);
    await terminal.waitFor(/container>.*2\/2$/m);
    await terminal.type(KEY.ctrlC);
    await shell.prompted();
    const drawn = terminal.output(since);
    assert.match(drawn, /prod.*forged prod.*web.*forged web.*container> /);
    assertClean(drawn, "picker");
  }, false);
});

Deno.test("the first screen draws no hostile profile either", async () => {
  await inTerminal(async (shell) => {
    const since = shell.terminal.mark();
    await shell.start("ecsin");
    await shell.terminal.waitFor(/^\w+>.*(2\/2|4\/4)$/m);
    await shell.terminal.type(KEY.ctrlC);
    await shell.prompted();
    assert.match(shell.terminal.output(since), /forged other/);
    assertClean(shell.terminal.output(since), "first screen");
  });
});

Deno.test("a login tells hostile names and the agent's hostile words on clean lines, --debug too", async () => {
  await inTerminal(async (shell, aws) => {
    const { terminal } = shell;
    aws.channel.handshake = "always";
    aws.channel.customerMessage = evil("message");
    const since = terminal.mark();
    await shell.start("ecsin web --debug --session native");
    await terminal.waitForOutput("ready");
    const [task] = aws.world.tasks.filter(({ group }) => group.includes("web"));
    Object.assign(task ?? {}, {
      desiredStatus: "STOPPED",
      stopCode: "x",
      stoppedReason: evil("stop"),
    });
    await terminal.waitForOutput("forged stop", since);
    await terminal.type(KEY.enter);
    await shell.prompted();
    const told = terminal.output(since);
    assert.match(told, /forged message/);
    assert.match(told, /ecsin: prod.*forged web.*forged app in eu-central-1/);
    assertClean(told, "login");
  });
});

Deno.test("the doctor's report, text and JSON, is clean", async () => {
  await inTerminal(async (shell) => {
    for (const output of ["text", "json"]) {
      const told = await shell.line(`ecsin doctor web -o ${output}`);
      assert.match(told, /forged/, output);
      assertClean(told, `doctor ${output}`);
    }
  });
});

Deno.test("errors are clean: names, AWS's words, the gateway's last words, and --print", async () => {
  await inTerminal(async (shell, aws) => {
    const tell = async (line: string, wanted: RegExp) => {
      const told = await shell.line(line);
      assert.match(told, wanted, line);
      assertClean(told, line);
    };
    await tell("ecsin web --print", /--cluster \$'prod\\x1b\[2J.*forged prod/);
    await tell("ecsin --cluster none", /there is no cluster/);
    await tell(
      "ecsin \"$(printf 'na\\033[2Jme\\nforged')\" </dev/null",
      /there is no profile or command/,
    );
    await tell(
      "ecsin --region \"$(printf 'a\\033[2Jb\\nforged')\"",
      /not the name of an AWS region/,
    );
    await tell("ecsin \"--$(printf 'a\\033[2Jb\\nforged')\"", /ecsin: error: /);
    await tell("ecsin web --shell /no/such", /there is no \/no\/such/);
    await tell("ecsin web --container none </dev/null", /it has: app.*forged app/);
    aws.faults.failAlways.set("ListTasks", new ApiError("SomeException", evil("words")));
    await tell("ecsin web --debug", /forged words/);
    await tell("ecsin list --debug", /forged words/);
    await tell("ecsin doctor web", /forged words/);
  });
});

Deno.test("a line to paste does nothing but what it shows, whatever a profile holds", async () => {
  for (const run of ["x; touch owned; x", "x'; touch owned; '", "$(touch owned)"]) {
    await pasteAll(run);
  }
});

/** Pastes every line that ecsin tells of profiles that hold `run` in one key each. */
async function pasteAll(run: string): Promise<void> {
  await using aws = startFakeAws(buildWorld({ prod: { services: { web: [{}] } } }));
  await using home = await Home.make();
  const profiles = {
    cluster: { cluster: run },
    service: { cluster: "prod", service: run },
    task: { cluster: "prod", task: run },
    container: { cluster: "prod", service: "web", container: run },
    identity: { awsProfile: run, cluster: "none" },
  };
  await home.write(".config/ecsin/profiles.yaml", JSON.stringify({ profiles }));
  const keys = "aws_access_key_id = AKIAHERE\naws_secret_access_key = secret\n";
  await home.write(".aws/credentials", `[${run}]\n${keys}`);
  for (const tool of ["ecsin", "aws"]) await home.program(tool, "#!/bin/sh\nexit 0\n");
  let pasted = 0;
  for (const name of Object.keys(profiles)) {
    for (const args of [[name], ["doctor", name]]) {
      const { stdout, stderr } = await runEcsin(args, { home, env: aws.env });
      const lines = [...`${stdout}${stderr}`.matchAll(/(?:next:|^ {6,}) +((?:ecsin|aws) .*)$/gm)];
      for (const [, line = ""] of lines) {
        pasted++;
        await new Deno.Command("sh", {
          args: ["-c", line],
          cwd: home.path,
          clearEnv: true,
          env: { PATH: [`${home.path}/bin`, ...SYSTEM_PATH].join(":") },
          stdout: "null",
          stderr: "null",
        }).output();
        await assert.rejects(Deno.stat(`${home.path}/owned`), Deno.errors.NotFound, line);
      }
    }
  }
  assert.ok(pasted >= 8, `only ${pasted} lines`);
}
