// `ecsin cp` beside the plainest way over the same session, `exec -- cat`: rates in and out by 1, 2
// and 4 sessions, many small files, and memory at growing sizes. For the rates the fake agent is
// slowed down to half of the real one's 1 KiB a millisecond, so that it is the agent and not the
// machine that is measured: 0.5 MB/s a session.
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { buildWorld } from "../tests/fake_aws/world.ts";
import { denoDir, type Programs } from "./program.ts";
import { interleaved, type Row, timeOf } from "./row.ts";

const MEGABYTE = 1 << 20;
const MEGABYTES = 4;
const FILES = 10_000;
const TURNS = 1;
const FRAME_MS = 2;
const PLACE = "prod/web/app";

/** Measures all of it. */
export async function copyRows(programs: Programs): Promise<Row[]> {
  await using aws = startFakeAws(
    buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } }),
  );
  const at = await Deno.makeTempDir({ prefix: "ecsin-bench-" });
  const env = {
    ...aws.env,
    PATH: Deno.env.get("PATH") ?? "",
    HOME: at,
    DENO_DIR: await denoDir(),
  };
  try {
    const big = `${at}/big`;
    await writeNoise(big, MEGABYTES);
    const ecsin = (...words: string[]) => timeOf([...programs.ecsin, ...words], env);
    const shell = (line: string) =>
      timeOf(["sh", "-c", line, "sh", ...programs.ecsin], { ...env, BIG: big });
    const rate = async (work: Promise<number>) => MEGABYTES / (await work / 1000);
    const copy = (sessions: number, from: string, to: string) =>
      rate(ecsin("cp", "-q", "--parallel", String(sessions), from, to));
    Object.assign(aws.channel.toClient, { perFrameMs: FRAME_MS });
    Object.assign(aws.channel.fromClient, { perFrameMs: FRAME_MS });
    const out = await interleaved(TURNS, {
      cp: () => copy(1, `${PLACE}:${big}`, `${at}/out`),
      "cp, 2 sessions": () => copy(2, `${PLACE}:${big}`, `${at}/out`),
      "cp, 4 sessions": () => copy(4, `${PLACE}:${big}`, `${at}/out`),
      "exec -- cat": () => rate(shell(`"$@" exec ${PLACE} -- cat "$BIG" > "$BIG.cat"`)),
    });
    const into = await interleaved(TURNS, {
      cp: () => copy(1, big, `${PLACE}:${at}/in`),
      "cp, 2 sessions": () => copy(2, big, `${PLACE}:${at}/in`),
      "cp, 4 sessions": () => copy(4, big, `${PLACE}:${at}/in`),
      "exec -- cat": () => rate(shell(`"$@" exec ${PLACE} -c "cat > $BIG.cat" < "$BIG"`)),
    });
    Object.assign(aws.channel.toClient, { perFrameMs: 0 });
    Object.assign(aws.channel.fromClient, { perFrameMs: 0 });
    return [
      rowOf(`a file of ${MEGABYTES} MB out, cp`, "MB/s", out),
      rowOf(`a file of ${MEGABYTES} MB in, cp`, "MB/s", into),
      await smallRow(at, ecsin, shell),
      await memoryRow(programs, env, at),
    ];
  } finally {
    await Deno.remove(at, { recursive: true });
  }
}

function rowOf(name: string, unit: string, values: Readonly<Record<string, number>>): Row {
  const { cp = NaN, ...others } = values;
  const beside = Object.entries(others).map(([each, value]) => ({ name: each, value }));
  return { name, unit, value: cp, beside };
}

async function smallRow(
  at: string,
  ecsin: (...words: string[]) => Promise<number>,
  shell: (line: string) => Promise<number>,
): Promise<Row> {
  for (let index = 0; index < FILES; index++) {
    const folder = `${at}/small/${index % 100}`;
    if (index < 100) await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(`${folder}/${index}`, `file ${index}\n`);
  }
  let turn = 0;
  return rowOf(
    `${FILES} small files in, cp`,
    "ms",
    await interleaved(1, {
      cp: () => ecsin("cp", "-q", `${at}/small`, `${PLACE}:${at}/small-in-${turn++}`),
      "cp, out": () => ecsin("cp", "-q", `${PLACE}:${at}/small`, `${at}/small-out-${turn++}`),
      "tar | exec -- tar": () => {
        const to = `${at}/small-tar-${turn++}`;
        return shell(
          `mkdir ${to}; tar -C ${at}/small -cf - . | "$@" exec ${PLACE} -- tar -C ${to} -xf -`,
        );
      },
    }),
  );
}

/** Most memory of the process; the same for a small and a large file if it does not grow. */
async function memoryRow(
  programs: Programs,
  env: Record<string, string>,
  at: string,
): Promise<Row> {
  const peak = async (megabytes: number, up: boolean) => {
    const file = `${at}/memory-${megabytes}`;
    await writeNoise(file, megabytes);
    const [program = "", ...args] = programs.ecsin;
    const words = up ? [file, `${PLACE}:${file}-in`] : [`${PLACE}:${file}`, `${file}-out`];
    const child = new Deno.Command(program, {
      args: [...args, "cp", "-q", ...words],
      env,
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    let most = 0;
    const watching = setInterval(async () => {
      const status = await Deno.readTextFile(`/proc/${child.pid}/status`).catch(() => "");
      most = Math.max(most, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
    }, 50);
    await child.status;
    clearInterval(watching);
    return most;
  };
  return {
    name: "memory of cp, 48 MB out",
    unit: "MB",
    value: await peak(48, false),
    beside: [
      { name: "8 MB out", value: await peak(8, false) },
      { name: "48 MB in", value: await peak(48, true) },
      { name: "8 MB in", value: await peak(8, true) },
    ],
  };
}

/** Bytes that nothing makes smaller. */
async function writeNoise(path: string, megabytes: number): Promise<void> {
  const bytes = new Uint8Array(MEGABYTE);
  await Deno.writeFile(path, new Uint8Array(0));
  for (let count = 0; count < megabytes; count++) {
    for (let from = 0; from < MEGABYTE; from += 65_536) {
      crypto.getRandomValues(bytes.subarray(from, from + 65_536));
    }
    await Deno.writeFile(path, bytes, { append: true });
  }
}
