// A session through ecsin's own client beside one through AWS's plugin: the same gateway, the same
// agent, the same terminal, in the same run.
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { buildWorld } from "../tests/fake_aws/world.ts";
import { realPlugin } from "../tests/plugin/build.ts";
import { type Bench, Session, type Way } from "./bench_session.ts";
import { execRows } from "./exec.ts";
import { linkRows } from "./links.ts";
import { denoDir, type Programs } from "./program.ts";
import { interleaved, median, type Row } from "./row.ts";

const MEGABYTE = 1 << 20;
/** What goes through in one direction; the plugin takes minutes for 100. */
const MEGABYTES = 16;
const ECHOES = 200;

const ECHO = "sh -c 'stty raw -echo; printf READY; exec cat'";
const OUT = `sh -c 'stty raw -echo; printf READY; head -c ${MEGABYTES * MEGABYTE} /dev/zero | ` +
  `tr "\\000" a; printf END; sleep 1'`;
const IN = `sh -c 'stty raw -echo; printf READY; head -c ${MEGABYTES * MEGABYTE} >/dev/null; ` +
  `printf END; sleep 1'`;

/** Echo latency, throughput both ways, and memory of `exec` at growing sizes. */
export async function sessionRows(programs: Programs): Promise<Row[]> {
  const plugin = await realPlugin();
  if (plugin === undefined) {
    console.error("the real session-manager-plugin cannot be built here: sessions are left out");
    return [];
  }
  await using aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app"] }] } },
  }));
  const world: Bench = {
    programs,
    aws,
    env: {
      ...aws.env,
      PATH: `${plugin.slice(0, plugin.lastIndexOf("/"))}:${Deno.env.get("PATH") ?? ""}`,
      HOME: Deno.env.get("HOME") ?? "/",
      DENO_DIR: await denoDir(),
      TERM: "xterm",
    },
  };
  return [
    await echoRow(world),
    ...await streamRows(world),
    ...await linkRows(world),
    ...await execRows(world),
  ];
}

async function echoRow(world: Bench): Promise<Row> {
  const sessions = {
    native: await Session.open(world, "native", ECHO),
    plugin: await Session.open(world, "plugin", ECHO),
  };
  const times: Record<Way, number[]> = { native: [], plugin: [] };
  for (let turn = 0; turn < ECHOES; turn++) {
    for (const way of ["native", "plugin"] as const) {
      const letter = String.fromCharCode(97 + turn % 26);
      const start = performance.now();
      await sessions[way].write(new TextEncoder().encode(letter));
      await sessions[way].until(letter);
      times[way].push(performance.now() - start);
    }
  }
  await sessions.native.close();
  await sessions.plugin.close();
  return {
    name: "a key's echo, native",
    unit: "ms",
    value: median(times.native),
    beside: [{ name: "session-manager-plugin", value: median(times.plugin) }],
  };
}

async function streamRows(world: Bench): Promise<Row[]> {
  const rate = async (way: Way, shell: string, input?: Uint8Array<ArrayBuffer>) => {
    const session = await Session.open(world, way, shell);
    const cpu = await cpuSeconds();
    const start = performance.now();
    const fed = input === undefined ? undefined : session.write(input);
    await session.until("END");
    await fed;
    const seconds = (performance.now() - start) / 1000;
    if (way === "native") shares.push((await cpuSeconds() - cpu) / seconds);
    await session.close();
    return MEGABYTES / seconds;
  };
  // Where the limit is: the gateway and the agent run in this process, on one thread.
  const shares: number[] = [];
  const input = new Uint8Array(MEGABYTES * MEGABYTE).fill(0x61);
  const rows: Row[] = [];
  for (const [name, shell, bytes] of [["out", OUT, undefined], ["in", IN, input]] as const) {
    const rates = await interleaved(3, {
      native: () => rate("native", shell, bytes),
      plugin: () => rate("plugin", shell, bytes),
    });
    rows.push({
      name: `${MEGABYTES} MB ${name}, native (median of 3)`,
      unit: "MB/s",
      value: rates["native"] ?? NaN,
      beside: [{ name: "session-manager-plugin", value: rates["plugin"] ?? NaN }],
    });
  }
  rows.push({
    name: "share of one core that the gateway and the agent took meanwhile, native",
    unit: "cores",
    value: median(shares),
    beside: [{ name: "all that one thread can have", value: 1 }],
  });
  return rows;
}

/** CPU seconds of this process so far; proc(5): fields 14 and 15, in hundredths. */
async function cpuSeconds(): Promise<number> {
  const stat = await Deno.readTextFile("/proc/self/stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
