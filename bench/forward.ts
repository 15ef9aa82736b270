// A forwarded port by ecsin beside one by AWS's plugin: the same gateway, the same agent, the same
// server behind it, in the same run. The fake agent does not sleep between its messages, so what
// shows is the clients; a real one sends less than 1 MB/s whoever listens.
import { type FakeAws, startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { buildWorld } from "../tests/fake_aws/world.ts";
import { listenOn, shut, writeAll } from "../tests/forward/server.ts";
import { realPlugin } from "../tests/plugin/build.ts";
import { pluginForward, startPortSession } from "../tests/plugin/port_session.ts";
import { memoryRows } from "./forward_memory.ts";
import { connected, ecsinForward, MEGABYTE, type Port, row, type Way } from "./forward_port.ts";
import type { Programs } from "./program.ts";
import { median, type Row } from "./row.ts";

const MEGABYTES = 8;
/** At the agent's pace a megabyte takes seconds. */
const PACED_MEGABYTES = 2;
/** Turns of each, after one that is not counted. */
const TURNS = 3;
const REQUESTS = 1_000;
const CONNECTIONS = 200;

/** Latency, connections a second, throughput both ways, memory at 200 connections. */
export async function forwardRows(programs: Programs): Promise<Row[]> {
  const plugin = await realPlugin();
  if (plugin === undefined) {
    console.error("the real session-manager-plugin cannot be built here: forwards are left out");
    return [];
  }
  const world = buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } });
  const [task] = world.tasks;
  const [container] = task?.containers ?? [];
  if (task === undefined || container === undefined) throw new Error("no task");
  await using server = listenOn(answer);
  container.network = { "localhost:8080": server.port };
  await using aws = startFakeAws(world);
  const target = `ecs:prod_${task.taskId}_${container.runtimeId}`;
  const open: Record<Way, () => Promise<Port>> = {
    ecsin: () => ecsinForward(programs, aws),
    plugin: async () => {
      const parameters = { portNumber: "8080", localPortNumber: "0" };
      const session = await startPortSession(aws, target, parameters);
      return await pluginForward(plugin, aws, target, session);
    },
  };
  // The real agent has no such bound; 64 would make the two sides wait for each other.
  aws.channel.window = Infinity;
  await using ecsin = await open.ecsin();
  await using other = await open.plugin();
  const ports: Record<Way, Port> = { ecsin, plugin: other };
  return [
    ...await rowsOf(ports, latency),
    ...await rowsOf(ports, connections),
    ...await rowsOf(ports, download),
    ...await rowsOf(ports, upload),
    ...await pacedRows(aws, ports),
    ...await memoryRows(ports),
  ];
}

/** The first byte says what is wanted: `e` an echo, `d` a download, `p` a small one, `u` an upload. */
async function answer(connection: Deno.TcpConn): Promise<void> {
  connection.setNoDelay();
  const buffer = new Uint8Array(65_536);
  const count = await connection.read(buffer);
  if (count === null) return;
  const wish = String.fromCharCode(buffer[0] ?? 0);
  if (wish === "d") return await writeAll(connection, new Uint8Array(MEGABYTES * MEGABYTE));
  if (wish === "p") return await writeAll(connection, new Uint8Array(PACED_MEGABYTES * MEGABYTE));
  if (wish === "u") {
    for (let got = count; got < MEGABYTES * MEGABYTE;) {
      got += await connection.read(buffer) ?? Infinity;
    }
    return await writeAll(connection, Uint8Array.of(1));
  }
  await writeAll(connection, buffer.subarray(0, count));
  for (let more; (more = await connection.read(buffer)) !== null;) {
    await writeAll(connection, buffer.subarray(0, more));
  }
}

/** What is done, and how its figures are called. */
interface Deed {
  readonly name: string;
  readonly unit: string;
  /** The figure by the clock, of so many done in so many milliseconds. */
  readonly figure: (count: number, ms: number) => number;
  /** One of what is counted. */
  readonly each: string;
  /** Does it; gives how many it did. */
  readonly work: (port: Port) => Promise<number>;
}

/** Turn by turn, by the clock, and the client's processor time, which other work changes little. */
async function rowsOf(ports: Record<Way, Port>, deed: Deed): Promise<Row[]> {
  const clock: Record<Way, number[]> = { ecsin: [], plugin: [] };
  const processor: Record<Way, number[]> = { ecsin: [], plugin: [] };
  for (let turn = 0; turn <= TURNS; turn++) {
    for (const way of ["ecsin", "plugin"] as const) {
      const before = await processorMsOf(ports[way].pid);
      const start = performance.now();
      const count = await deed.work(ports[way]);
      const ms = performance.now() - start;
      const used = await processorMsOf(ports[way].pid) - before;
      // The first turn compiles.
      if (turn === 0) continue;
      clock[way].push(deed.figure(count, ms));
      processor[way].push(used / count);
    }
  }
  const of = (values: Record<Way, number[]>) => [median(values.ecsin), median(values.plugin)];
  return [
    row(deed.name, deed.unit, ...of(clock)),
    ...Deno.build.os === "linux"
      ? [row(`processor time for ${deed.each}`, "µs", ...of(processor).map((ms) => ms * 1000))]
      : [],
  ];
}

/** User's and system's, of a process; Linux counts in hundredths of a second. */
async function processorMsOf(pid: number): Promise<number> {
  if (Deno.build.os !== "linux") return NaN;
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const latency: Deed = {
  name: "a request and its answer over an open connection",
  unit: "ms",
  figure: (count, ms) => ms / count,
  each: "a request and its answer",
  async work(port) {
    const connection = await connected(port);
    const buffer = new Uint8Array(100);
    for (let turn = 0; turn < REQUESTS; turn++) {
      await writeAll(connection, new TextEncoder().encode("e"));
      await connection.read(buffer);
    }
    shut(connection);
    return REQUESTS;
  },
};

const connections: Deed = {
  name: "connections one after the other",
  unit: "a second",
  figure: (count, ms) => count / ms * 1000,
  each: "a connection, opened, used and closed",
  async work(port) {
    for (let turn = 0; turn < CONNECTIONS; turn++) {
      const connection = await connected(port);
      await writeAll(connection, new TextEncoder().encode("e"));
      await connection.read(new Uint8Array(10));
      shut(connection);
    }
    return CONNECTIONS;
  },
};

const rate = (kibibytes: number, ms: number) => kibibytes / 1024 / ms * 1000;

function downloadOf(wish: string, megabytes: number, each: string, name: string): Deed {
  return {
    name: `${megabytes} MB from the container${name}`,
    unit: "MB/s",
    figure: rate,
    each,
    async work(port) {
      const connection = await connected(port);
      await writeAll(connection, new TextEncoder().encode(wish));
      const buffer = new Uint8Array(65_536);
      const all = megabytes * MEGABYTE;
      for (let got = 0; got < all;) got += await connection.read(buffer) ?? Infinity;
      shut(connection);
      return megabytes * 1024;
    },
  };
}

const download = downloadOf("d", MEGABYTES, "1 KiB from the container", "");
const paced = downloadOf(
  "p",
  PACED_MEGABYTES,
  "1 KiB at the agent's own pace",
  ", at the agent's own pace",
);

const upload: Deed = {
  name: `${MEGABYTES} MB to the container`,
  unit: "MB/s",
  figure: rate,
  each: "1 KiB to the container",
  async work(port) {
    const connection = await connected(port);
    await writeAll(connection, new Uint8Array(MEGABYTES * MEGABYTE).fill(0x75));
    await connection.read(new Uint8Array(1));
    shut(connection);
    return MEGABYTES * 1024;
  },
};

/** As the real agent sends: 1 KiB, then a pause of 1 ms. */
async function pacedRows(aws: FakeAws, ports: Record<Way, Port>): Promise<Row[]> {
  aws.channel.betweenReadsMs = 1;
  try {
    return await rowsOf(ports, paced);
  } finally {
    aws.channel.betweenReadsMs = 0;
  }
}
