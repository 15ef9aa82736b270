// From the start of the program to the container's prompt, with a profile, 40 ms an API call; beside
// what a person would type instead.
import { type FakeAws, startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { Pty } from "../tests/fake_aws/pty.ts";
import { buildWorld } from "../tests/fake_aws/world.ts";
import { realPlugin } from "../tests/plugin/build.ts";
import { cleanEnvironment, Home } from "../tests/stories/home.ts";
import { denoDir, type Programs } from "./program.ts";
import { interleaved, type Row, timeOf } from "./row.ts";

const LATENCY_MS = 40;
/** By then a program is waiting for something. */
const PATIENCE_MS = 20_000;
const PROFILES = "profiles: {prod-web: {cluster: prod, service: web, container: app}}\n";
/** The two lines of AWS's own CLI. */
const AWS_LINES =
  "$AWS ecs execute-command --cluster prod --container app --interactive --command bash --task " +
  '"$($AWS ecs list-tasks --cluster prod --service-name web --query "taskArns[0]" --output text)"';

/** Time to the prompt, and round trips in a row until then. */
export async function loginRows({ ecsin, empty, awscliPython, peers }: Programs): Promise<Row[]> {
  await using aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app", "nginx"] }] } },
  }));
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  const plugin = await realPlugin();
  const path = plugin === undefined ? [] : [plugin.slice(0, plugin.lastIndexOf("/"))];
  const clean = cleanEnvironment(home, { path });
  const env = {
    ...clean,
    ...aws.env,
    AWS_DEFAULT_REGION: aws.world.region,
    PATH: `${clean["PATH"]}:${Deno.env.get("PATH") ?? ""}`,
    DENO_DIR: await denoDir(),
  };
  const native = [...ecsin, "prod-web", "--session", "native"];
  const ways: Record<string, readonly string[]> = {
    native,
    task: [...native, "--task", aws.world.tasks[0]?.taskId ?? ""],
  };
  if (plugin !== undefined) {
    ways["ecsin prod-web --session plugin"] = [...ecsin, "prod-web", "--session", "plugin"];
    if (awscliPython !== undefined) {
      const lines = AWS_LINES.replaceAll("$AWS", `${awscliPython} -m awscli`);
      ways["aws ecs list-tasks, aws ecs execute-command"] = ["/bin/sh", "-c", lines];
    }
    for (const { name, login } of peers) if (login !== undefined) ways[name] = login;
  }
  const trips = new Map<string, number>();
  aws.faults.latencyMs = LATENCY_MS;
  const took = await interleaved(15, {
    empty: () => timeOf(empty, env),
    ...Object.fromEntries(
      Object.entries(ways).map(([name, argv]) => [name, async () => {
        const ms = await untilPrompt(argv, env, aws);
        trips.set(name, aws.api.roundTrips);
        return ms;
      }]),
    ),
  });
  const { empty: floor = NaN, native: login = NaN, task = NaN } = took;
  const others = Object.keys(ways).filter((name) => name !== "native" && name !== "task");
  const beside = others.map((name) => ({ name, value: took[name] ?? NaN }));
  const tripsBeside = others.map((name) => ({ name, value: trips.get(name) ?? NaN }));
  const atLeast = (calls: number) => ({
    name: `${calls} API calls in a row`,
    value: calls * LATENCY_MS,
  });
  const emptyProgram = { name: "empty Deno program", value: floor };
  const head = `${LATENCY_MS} ms an API call`;
  return [
    {
      name: `ecsin prod-web, start → prompt, ${head}`,
      unit: "ms",
      value: login,
      beside: [emptyProgram, atLeast(2), ...beside],
    },
    {
      name: `the same with the task pinned`,
      unit: "ms",
      value: task,
      beside: [emptyProgram, atLeast(1)],
    },
    {
      name: "API round trips in a row to the prompt, service pinned",
      unit: "round trips",
      value: trips.get("native") ?? NaN,
      beside: tripsBeside,
    },
    {
      name: "API round trips in a row to the prompt, task pinned",
      unit: "round trips",
      value: trips.get("task") ?? NaN,
      beside: [],
    },
  ];
}

/** Milliseconds until a shell's prompt is on the screen; leaves the shell then. */
async function untilPrompt(
  argv: readonly string[],
  env: Record<string, string>,
  aws: FakeAws,
): Promise<number> {
  aws.api.calls.length = 0;
  const start = performance.now();
  const pty = await Pty.start(argv, env, env["HOME"] ?? "/", { cols: 80, rows: 24 });
  const giveUp = setTimeout(() => pty.kill("SIGKILL"), PATIENCE_MS);
  const text = new TextDecoder();
  let seen = "";
  let took = NaN;
  for (let bytes = await pty.read(65_536); bytes !== undefined; bytes = await pty.read(65_536)) {
    seen += text.decode(bytes, { stream: true });
    if (Number.isNaN(took) && /[$#] $/.test(seen)) {
      took = performance.now() - start;
      await pty.write(new TextEncoder().encode("exit\r"));
    }
  }
  await pty.exited;
  clearTimeout(giveUp);
  pty.close();
  if (Number.isNaN(took)) throw new Error(`${argv.join(" ")}: no prompt came:\n${seen}`);
  return took;
}
