// `ecsin run` from the start of the program to its first call and to RunTask, and how many calls in a
// row `ecsin describe` waits for; 40 ms an API call.
import { type FakeAws, startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { buildWorld } from "../tests/fake_aws/world.ts";
import { cleanEnvironment, Home } from "../tests/stories/home.ts";
import { denoDir, type Programs } from "./program.ts";
import { interleaved, type Row, timeOf } from "./row.ts";

const LATENCY_MS = 40;

/** Times and round trips. */
export async function operateRows({ ecsin, empty }: Programs): Promise<readonly Row[]> {
  await using aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app"] }, { containers: ["app"] }] } },
  }));
  await using home = await Home.make();
  const env = {
    ...cleanEnvironment(home, {}),
    ...aws.env,
    DENO_DIR: await denoDir(),
  };
  aws.faults.latencyMs = LATENCY_MS;
  const run = [...ecsin, "run", "prod/web", "--detach", "--", "true"];
  const first: number[] = [];
  const began: number[] = [];
  const took = await interleaved(9, {
    empty: () => timeOf(empty, env),
    run: async () => {
      const start = restart(aws);
      const ms = await timeOf(run, env);
      first.push(calledAt(aws, undefined) - start);
      began.push(calledAt(aws, "RunTask") - start);
      return ms;
    },
    describe: async () => {
      restart(aws);
      return await timeOf([...ecsin, "describe", "prod/web"], env);
    },
  });
  const { empty: floor = NaN, run: whole = NaN, describe = NaN } = took;
  const emptyProgram = { name: "empty Deno program", value: floor };
  const inARow = (calls: number) => ({
    name: `${calls} API calls in a row`,
    value: calls * LATENCY_MS,
  });
  return [
    {
      name: "ecsin run, start → first call",
      unit: "ms",
      value: middle(first),
      beside: [emptyProgram],
    },
    {
      name: `ecsin run, start → RunTask, ${LATENCY_MS} ms an API call`,
      unit: "ms",
      value: middle(began),
      beside: [emptyProgram, inARow(2)],
    },
    {
      name: `ecsin run --detach, start → end, ${LATENCY_MS} ms an API call`,
      unit: "ms",
      value: whole,
      beside: [emptyProgram, inARow(3)],
    },
    {
      name: `ecsin describe, start → end, ${LATENCY_MS} ms an API call`,
      unit: "ms",
      value: describe,
      beside: [emptyProgram, inARow(2)],
    },
    {
      name: "API calls in a row that ecsin describe waits for (at most 3)",
      unit: "round trips",
      value: aws.api.roundTrips,
      beside: [],
    },
  ];
}

/** Forgets the calls so far; gives the time. */
function restart(aws: FakeAws): number {
  aws.api.calls.length = 0;
  return performance.now();
}

function calledAt({ api }: FakeAws, action: string | undefined): number {
  const call = api.calls.find((each) => action === undefined || each.action === action);
  return call?.startedMs ?? NaN;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
