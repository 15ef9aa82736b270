// `ecsin exec`: how quickly stdout, stderr and stdin go through the wrapper, and in how much memory.
import { type Bench, TARGET } from "./bench_session.ts";
import type { Row } from "./row.ts";

const MEGABYTE = 1 << 20;
const MEGABYTES = 8;
const ZEROS = `head -c ${MEGABYTES * MEGABYTE} /dev/zero`;

/** Throughput of each stream beside stdout's, and peak memory. */
export async function execRows(world: Bench): Promise<Row[]> {
  return [...await streamRows(world), ...await memoryRows(world)];
}

async function streamRows(world: Bench): Promise<Row[]> {
  const stdout = await rate(world, ZEROS);
  const beside = [{ name: "stdout", value: stdout }];
  const row = (name: string, value: number): Row => ({
    name: `ecsin exec, ${MEGABYTES} MB ${name}`,
    unit: "MB/s",
    value,
    beside,
  });
  const input = new Uint8Array(MEGABYTES * MEGABYTE).fill(0x61);
  return [
    row("of stdout", stdout),
    row("of stderr", await rate(world, `${ZEROS} >&2`)),
    row("of stdout, --merge-stderr", await rate(world, ZEROS, ["--merge-stderr"])),
    row("of stdin", await rate(world, "cat >/dev/null", [], input)),
  ];
}

/** MB a second from start to end, without what an empty command takes. */
async function rate(
  world: Bench,
  line: string,
  flags: readonly string[] = [],
  input?: Uint8Array<ArrayBuffer>,
): Promise<number> {
  const empty = await secondsOf(world, "true", flags);
  return MEGABYTES / Math.max(0.001, await secondsOf(world, line, flags, input) - empty);
}

async function secondsOf(
  { programs, env }: Bench,
  line: string,
  flags: readonly string[],
  input?: Uint8Array<ArrayBuffer>,
): Promise<number> {
  const [program = "", ...args] = programs.ecsin;
  const start = performance.now();
  const child = new Deno.Command(program, {
    args: [...args, "exec", ...TARGET, ...flags, "-c", line],
    env,
    clearEnv: true,
    stdin: input === undefined ? "null" : "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(input);
    await writer.close();
  }
  const { code } = await child.status;
  if (code !== 0) throw new Error(`ecsin exec -c '${line}' ended with ${code}`);
  return (performance.now() - start) / 1000;
}

/** Peak resident memory of `ecsin exec` that carries so much out, beside 1 MB. */
async function memoryRows({ programs, env }: Bench): Promise<Row[]> {
  const peak = async (megabytes: number) => {
    const [program = "", ...args] = programs.ecsin;
    const child = new Deno.Command(program, {
      args: [
        ...args,
        "exec",
        ...TARGET,
        "--",
        "head",
        "-c",
        `${megabytes * MEGABYTE}`,
        "/dev/zero",
      ],
      env,
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let most = 0;
    for await (const _ of child.stdout) most = Math.max(most, await peakOf(child.pid));
    await child.status;
    return most / MEGABYTE;
  };
  const one = await peak(1);
  const rows: Row[] = [];
  for (const megabytes of [10, 100]) {
    rows.push({
      name: `peak memory of ecsin exec, ${megabytes} MB out`,
      unit: "MB",
      value: await peak(megabytes),
      beside: [{ name: "1 MB out", value: one }],
    });
  }
  return rows;
}

async function peakOf(pid: number): Promise<number> {
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
