// Listing a large account: all tasks, described, as JSON.
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { generatedWorld } from "../tests/fake_aws/world.ts";
import type { Programs } from "./program.ts";
import { interleaved, type Row, timeOf } from "./row.ts";

const TASKS = 10_000;

/**
 * AWS's CLI listing and describing the same tasks, all in one Python process: a lower bound, since
 * a person starts it once for the list and once for every 100 tasks.
 */
const AWSCLI = `
import sys, json, io, contextlib
from awscli.clidriver import create_clidriver
driver = create_clidriver()
def aws(*words):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert driver.main(list(words)) == 0
    return json.loads(out.getvalue())
arns = aws("ecs", "list-tasks", "--cluster", "cluster-0000", "--output", "json")["taskArns"]
for start in range(0, len(arns), 100):
    aws("ecs", "describe-tasks", "--cluster", "cluster-0000", "--output", "json", "--tasks", *arns[start:start + 100])
`;

/** `ecsin list tasks -o json` beside AWS's CLI and an empty program. */
export async function listRows({ ecsin, empty, awscliPython }: Programs): Promise<Row[]> {
  await using aws = startFakeAws(generatedWorld({ clusters: 1, services: 20, tasks: TASKS }));
  const env = { ...aws.env, AWS_DEFAULT_REGION: aws.world.region };
  const took = await interleaved(15, {
    list: () => timeOf([...ecsin, "list", "tasks", "-o", "json"], env),
    empty: () => timeOf(empty, env),
    ...(awscliPython === undefined
      ? {}
      : { awscli: () => timeOf([awscliPython, "-c", AWSCLI], env) }),
  });
  const { list = NaN, empty: floor = NaN, awscli } = took;
  return [{
    name: `ecsin list tasks -o json, ${TASKS} tasks`,
    unit: "ms",
    value: list,
    beside: [
      { name: "empty Deno program", value: floor },
      ...(awscli === undefined
        ? []
        : [{ name: "awscli listing and describing them in one process", value: awscli }]),
    ],
  }];
}
