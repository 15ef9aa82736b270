// A forwarded port by ecsin beside one by AWS's plugin: the same gateway, the same agent, the same
// server behind it, in the same run. The fake agent does not sleep between its messages, so what
// shows is the clients; a real one sends less than 1 MB/s whoever listens.
import { type FakeAws, startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { buildWorld } from "../tests/fake_aws/world.ts";
import { listenOn, shut, writeAll } from "../tests/forward/server.ts";
import { realPlugin } from "../tests/plugin/build.ts";
import { pluginForward, startPortSession } from "../tests/plugin/port_session.ts";
import { denoDir, type Programs } from "./program.ts";
import { interleaved, median, type Row } from "./row.ts";

const MEGABYTE = 1 << 20;
const MEGABYTES = 8;
const REQUESTS = 100;
const CONNECTIONS = 50;
const OPEN = 200;

type Way = "ecsin" | "plugin";

interface Port extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

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
  await using ecsin = await open.ecsin();
  await using other = await open.plugin();
  const ports: Record<Way, Port> = { ecsin, plugin: other };
  return [
    await latencyRow(ports),
    await connectionsRow(ports),
    ...await throughputRows(ports),
    await memoryRow(ports),
  ];
}

/** The first byte says what is wanted: `e` an echo, `d` a download, `u` an upload. */
async function answer(connection: Deno.TcpConn): Promise<void> {
  connection.setNoDelay();
  const buffer = new Uint8Array(65_536);
  const count = await connection.read(buffer);
  if (count === null) return;
  const wish = String.fromCharCode(buffer[0] ?? 0);
  if (wish === "d") return await writeAll(connection, new Uint8Array(MEGABYTES * MEGABYTE));
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

async function ecsinForward(programs: Programs, aws: FakeAws): Promise<Port> {
  const [program = "", ...args] = programs.ecsin;
  const child = new Deno.Command(program, {
    args: [...args, "forward", "prod/web", "0:8080", "--no-probe", "-o", "json"],
    clearEnv: true,
    env: {
      ...aws.env,
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "/",
      DENO_DIR: await denoDir(),
    },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  return {
    port: JSON.parse(value).forwards[0].port,
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await reader.cancel();
    },
  };
}

async function connected({ port }: Port): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  connection.setNoDelay();
  return connection;
}

async function latencyRow(ports: Record<Way, Port>): Promise<Row> {
  const times: Record<Way, number[]> = { ecsin: [], plugin: [] };
  const connections = {
    ecsin: await connected(ports.ecsin),
    plugin: await connected(ports.plugin),
  };
  const buffer = new Uint8Array(100);
  for (let turn = 0; turn < REQUESTS; turn++) {
    for (const way of ["ecsin", "plugin"] as const) {
      const start = performance.now();
      await writeAll(connections[way], new TextEncoder().encode("e"));
      await connections[way].read(buffer);
      times[way].push(performance.now() - start);
    }
  }
  shut(connections.ecsin);
  shut(connections.plugin);
  return row(
    "a request and its answer over an open connection",
    "ms",
    median(times.ecsin),
    median(times.plugin),
  );
}

async function connectionsRow(ports: Record<Way, Port>): Promise<Row> {
  const rate = async (way: Way) => {
    const start = performance.now();
    for (let turn = 0; turn < CONNECTIONS; turn++) {
      const connection = await connected(ports[way]);
      await writeAll(connection, new TextEncoder().encode("e"));
      await connection.read(new Uint8Array(10));
      shut(connection);
    }
    return CONNECTIONS / (performance.now() - start) * 1000;
  };
  const rates = await interleaved(3, { ecsin: () => rate("ecsin"), plugin: () => rate("plugin") });
  return row("connections one after the other", "a second", rates["ecsin"], rates["plugin"]);
}

async function throughputRows(ports: Record<Way, Port>): Promise<Row[]> {
  const out = async (way: Way) => {
    const connection = await connected(ports[way]);
    const start = performance.now();
    await writeAll(connection, new TextEncoder().encode("d"));
    const buffer = new Uint8Array(65_536);
    for (let got = 0; got < MEGABYTES * MEGABYTE;) got += await connection.read(buffer) ?? Infinity;
    shut(connection);
    return MEGABYTES / (performance.now() - start) * 1000;
  };
  const into = async (way: Way) => {
    const connection = await connected(ports[way]);
    const start = performance.now();
    await writeAll(connection, new Uint8Array(MEGABYTES * MEGABYTE).fill(0x75));
    await connection.read(new Uint8Array(1));
    shut(connection);
    return MEGABYTES / (performance.now() - start) * 1000;
  };
  const rows: Row[] = [];
  for (const [name, rate] of [["from", out], ["to", into]] as const) {
    const rates = await interleaved(3, {
      ecsin: () => rate("ecsin"),
      plugin: () => rate("plugin"),
    });
    rows.push(
      row(`${MEGABYTES} MB ${name} the container`, "MB/s", rates["ecsin"], rates["plugin"]),
    );
  }
  return rows;
}

/** What 200 open connections cost, over what none do. */
async function memoryRow(ports: Record<Way, Port>): Promise<Row> {
  const cost = async (way: Way) => {
    const before = await residentOf(ports[way].pid);
    const all = await Promise.all(Array.from({ length: OPEN }, async () => {
      const connection = await connected(ports[way]);
      await writeAll(connection, new TextEncoder().encode("e"));
      await connection.read(new Uint8Array(10));
      return connection;
    }));
    const after = await residentOf(ports[way].pid);
    for (const connection of all) shut(connection);
    return (after - before) / MEGABYTE;
  };
  const costs = { ecsin: await cost("ecsin"), plugin: await cost("plugin") };
  return row(`memory that ${OPEN} open connections add`, "MB", costs.ecsin, costs.plugin);
}

async function residentOf(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

function row(name: string, unit: string, value = NaN, plugin = NaN): Row {
  return {
    name: `${name}, ecsin forward`,
    unit,
    value,
    beside: [{ name: "session-manager-plugin", value: plugin }],
  };
}
