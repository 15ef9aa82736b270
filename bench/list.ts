// Listing a large account: all tasks of 50 clusters, described, as JSON; the time beside AWS's own
// CLI, and the memory beside that for a tenth of the tasks.
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { generatedWorld } from "../tests/fake_aws/world.ts";
import type { Programs } from "./program.ts";
import { interleaved, median, type Row, timeOf } from "./row.ts";

const LARGE = { clusters: 50, services: 2_000, tasks: 20_000 };
const TENTH = { clusters: 5, services: 200, tasks: 2_000 };
const MEMORY_TURNS = 5;

/** AWS's CLI as people use it in a shell: a process for each call, described 100 by 100. */
const BY_SHELL = `
for cluster in $("$PYTHON" -m awscli ecs list-clusters --query 'clusterArns[]' --output text); do
  "$PYTHON" -m awscli ecs list-tasks --cluster "$cluster" --query 'taskArns[]' --output text |
    tr '\\t' '\\n' |
    xargs -n 100 "$PYTHON" -m awscli ecs describe-tasks --cluster "$cluster" --output json --tasks
done
`;

/** The same calls by AWS's CLI in one Python process, which nobody has: its lower bound. */
const BY_ONE_PROCESS = `
import json, io, contextlib
from awscli.clidriver import create_clidriver
driver = create_clidriver()
def aws(*words):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert driver.main(["ecs", *words, "--output", "json"]) == 0
    return json.loads(out.getvalue())
for cluster in aws("list-clusters")["clusterArns"]:
    arns = aws("list-tasks", "--cluster", cluster)["taskArns"]
    for start in range(0, len(arns), 100):
        aws("describe-tasks", "--cluster", cluster, "--tasks", *arns[start:start + 100])
`;

/** `ecsin list tasks -o json` beside AWS's CLI and an empty program. */
export async function listRows({ ecsin, empty, awscliPython }: Programs): Promise<Row[]> {
  await using aws = startFakeAws(generatedWorld(LARGE));
  const env = { ...aws.env, AWS_DEFAULT_REGION: aws.world.region };
  const words = [...ecsin, "list", "tasks", "-o", "json"];
  const python = awscliPython;
  const took = await interleaved(15, {
    list: () => timeOf(words, env),
    empty: () => timeOf(empty, env),
    ...(python === undefined ? {} : {
      awscli: () => timeOf([python, "-c", BY_ONE_PROCESS], env),
    }),
  });
  const { list = NaN, empty: floor = NaN, awscli } = took;
  const peers = python === undefined || awscli === undefined ? [] : [
    { name: "awscli, all calls in one process", value: awscli },
    {
      name: "awscli in a shell, a process a call (once)",
      value: await timeOf(["sh", "-ec", BY_SHELL], { ...env, PYTHON: python }),
    },
  ];
  return [
    {
      name: `ecsin list tasks -o json, ${LARGE.tasks} tasks`,
      unit: "ms",
      value: list,
      beside: [{ name: "empty Deno program", value: floor }, ...peers],
    },
    ...await memoryRows(words, env),
  ];
}

/** Memory must not grow with the list. */
async function memoryRows(words: readonly string[], env: Record<string, string>): Promise<Row[]> {
  if (Deno.build.os !== "linux") return [];
  await using tenth = startFakeAws(generatedWorld(TENTH));
  const large: number[] = [];
  const small: number[] = [];
  for (let turn = 0; turn < MEMORY_TURNS; turn++) {
    large.push(await memoryOf(words, env));
    small.push(await memoryOf(words, { ...env, ...tenth.env }));
  }
  return [{
    name: `ecsin list tasks -o json, ${LARGE.tasks} tasks: resident at most`,
    unit: "MB",
    value: median(large),
    beside: [{ name: `the same of ${TENTH.tasks} tasks`, value: median(small) }],
  }];
}

/** Largest resident memory of a program, in MB, as Linux tells it. */
export async function memoryOf(
  argv: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  const [program = "", ...args] = argv;
  const child = new Deno.Command(program, { args, env, stdin: "null", stdout: "null" }).spawn();
  let most = 0;
  const timer = setInterval(() => {
    try {
      const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
      most = Math.max(most, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has ended.
    }
  }, 5);
  const { success } = await child.status;
  clearInterval(timer);
  if (!success) throw new Error(argv.join(" "));
  return most;
}
