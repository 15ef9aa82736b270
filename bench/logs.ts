// Logs: how long until the first line is there, beside AWS's CLI and awslogs against the same fake; how
// many lines a second; and whether memory grows with them.
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { buildWorld, type World } from "../tests/fake_aws/world.ts";
import { memoryOf } from "./list.ts";
import type { Programs } from "./program.ts";
import { interleaved, type Row } from "./row.ts";

const TURNS = 15;
const TASKS = 3;
const GROUP = "/ecs/web";
/** Its quota is the largest: what is measured is ecsin, and not the pace that it keeps. */
const REGION = "us-east-1";
const MANY_LINES = 1_000_000;
const TENTH_LINES = 100_000;
const FOLLOWED_SECONDS = 15;

/** A service whose tasks have logged so many lines within the last hour. */
function worldOf(lines: number): World {
  const tasks = Array.from({ length: TASKS }, () => ({ containers: ["app"] }));
  const world = buildWorld({ prod: { services: { web: tasks } } });
  const options = {
    "awslogs-group": GROUP,
    "awslogs-region": REGION,
    "awslogs-stream-prefix": "ecs",
  };
  world.taskDefinitions.set("web:1", {
    containerDefinitions: [{ name: "app", logConfiguration: { logDriver: "awslogs", options } }],
  });
  const since = Date.now() - 50 * 60_000;
  const stepMs = 45 * 60_000 / lines;
  for (let line = 0; line < lines; line++) {
    const task = world.tasks[line % TASKS];
    const message = `INFO GET /api/orders/${line} 200 ${line % 90} ms, and some words more`;
    const timestamp = Math.floor(since + line * stepMs);
    world.logs.put(REGION, GROUP, `ecs/app/${task?.taskId}`, message, { timestamp });
  }
  return world;
}

/** `ecsin logs` beside AWS's CLI and awslogs. */
export async function logRows({ ecsin, awscliPython, awslogs }: Programs): Promise<Row[]> {
  const target = ["logs", "--cluster", "prod", "--service", "web"];
  return [
    ...await firstLineRows([...ecsin, ...target], awscliPython, awslogs),
    ...await followRows([...ecsin, ...target, "-f", "-n", "0", "-o", "raw"]),
    ...await manyRows([...ecsin, ...target, "-n", "all"]),
  ];
}

async function firstLineRows(
  words: readonly string[],
  python: string | undefined,
  awslogs: string | undefined,
): Promise<Row[]> {
  await using aws = startFakeAws(worldOf(3_000));
  const env = { ...aws.env, AWS_DEFAULT_REGION: REGION };
  const streams = aws.world.tasks.map(({ taskId }) => `ecs/app/${taskId}`);
  const start = String(Date.now() - 3_600_000);
  const byCli = ["-m", "awscli", "--region", REGION, "logs", "filter-log-events"];
  const took = await interleaved(TURNS, {
    ecsin: () => firstByteOf(words, env),
    ...(python === undefined ? {} : {
      awscli: () =>
        firstByteOf([
          ...[python, ...byCli, "--log-group-name", GROUP, "--log-stream-names", ...streams],
          ...["--start-time", start, "--output", "text"],
        ], env),
    }),
    ...(awslogs === undefined ? {} : {
      awslogs: () =>
        firstByteOf([awslogs, "get", GROUP, "ecs/app/.*", "-s", "1h", "--aws-region", REGION], env),
    }),
  });
  const { ecsin = NaN, awscli, awslogs: peer } = took;
  return [{
    name: "ecsin logs, first line of a service with three tasks",
    unit: "ms",
    value: ecsin,
    beside: [
      ...(awscli === undefined ? [] : [{ name: "aws logs filter-log-events", value: awscli }]),
      ...(peer === undefined ? [] : [{ name: "awslogs get", value: peer }]),
    ],
  }];
}

/** How far what is followed lies behind: of the last lines of some seconds, many or few of them. */
async function followRows(words: readonly string[]): Promise<Row[]> {
  const lag = async (perSecond: number) => {
    await using aws = startFakeAws(worldOf(TASKS));
    const [program = "", ...args] = words;
    const child = new Deno.Command(program, {
      args,
      env: { ...aws.env },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    while (aws.api.count("FilterLogEvents") < 2) await pause(20);
    const lines = perSecond * FOLLOWED_SECONDS;
    const putting = (async () => {
      const [task] = aws.world.tasks;
      const start = performance.now();
      for (let put = 0; put < lines;) {
        const due = Math.min(lines, (performance.now() - start) / 1000 * perSecond);
        for (; put < due; put++) {
          const message =
            `INFO GET /api/orders/${put} 200, and some words more ${performance.now()}`;
          aws.world.logs.put(REGION, GROUP, `ecs/app/${task?.taskId}`, message);
        }
        await pause(20);
      }
    })();
    const lags: number[] = [];
    let text = "";
    for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
      const all = (text + piece).split("\n");
      text = all.pop() ?? "";
      for (const line of all) {
        lags.push(performance.now() - Number(line.slice(line.lastIndexOf(" "))));
      }
      if (lags.length >= lines) break;
    }
    await putting;
    child.kill("SIGTERM");
    await child.status;
    return Math.max(...lags.slice(-perSecond)) / 1000;
  };
  return [{
    name:
      `ecsin logs -f, 10000 lines a second for ${FOLLOWED_SECONDS} s: the last second's most lag`,
    unit: "s",
    value: await lag(10_000),
    beside: [{ name: "the same of 100 lines a second", value: await lag(100) }],
  }];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function manyRows(words: readonly string[]): Promise<Row[]> {
  await using many = startFakeAws(worldOf(MANY_LINES));
  await using tenth = startFakeAws(worldOf(TENTH_LINES));
  const start = performance.now();
  await firstByteOf(words, { ...many.env });
  const seconds = (performance.now() - start) / 1000;
  const rows: Row[] = [{
    name: `ecsin logs -n all, ${MANY_LINES} lines`,
    unit: "lines/s",
    value: MANY_LINES / seconds,
    beside: [{ name: "what has to be kept up with", value: 10_000 }],
  }];
  if (Deno.build.os !== "linux") return rows;
  return [...rows, {
    name: `ecsin logs -n all, ${MANY_LINES} lines: resident at most`,
    unit: "MB",
    value: await memoryOf(words, { ...many.env }),
    beside: [{
      name: `the same of ${TENTH_LINES} lines`,
      value: await memoryOf(words, { ...tenth.env }),
    }],
  }];
}

/** Milliseconds from a program's start to the first byte of its output; waits for its end. */
async function firstByteOf(
  argv: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  const [program = "", ...args] = argv;
  const start = performance.now();
  const child = new Deno.Command(program, {
    args,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  let firstMs: number | undefined;
  for await (const bytes of child.stdout) {
    if (bytes.length > 0) firstMs ??= performance.now() - start;
  }
  const { success } = await child.status;
  if (!success || firstMs === undefined) throw new Error(`${argv.join(" ")}:\n${await errors}`);
  await errors;
  return firstMs;
}
