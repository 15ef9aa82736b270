// A running `ecsin forward`, as a story talks to it: until it is ready, while it works, and its end.
import type { FakeAws } from "../fake_aws/fake_aws.ts";
import type { FakeContainer, FakeTask } from "../fake_aws/world.ts";
import type { Network } from "../fake_aws/port_dial.ts";
import { buildWorld, type World } from "../fake_aws/world.ts";
import { listenOn, type Server, shut, writeAll } from "../forward/server.ts";
import { ecsinCommand, withDeno } from "./ecsin.ts";
import { cleanEnvironment, Home, type Surroundings } from "./home.ts";

/** Generous: the machines are slow. */
const DEADLINE_MS = 60_000;

/** What `-o json` says when all is ready. */
export interface ReadyJson {
  readonly ready: true;
  readonly forwards: readonly {
    readonly name?: string;
    readonly host: string;
    readonly port: number;
    readonly socket?: string;
    readonly to: { readonly host?: string; readonly port: number };
    readonly reachable?: boolean;
  }[];
  readonly socks?: { readonly host: string; readonly port: number };
  readonly task: string;
}

/** A program that runs. */
export interface Running extends AsyncDisposable {
  /** What it has written so far. */
  readonly stdout: string;
  readonly stderr: string;
  readonly home: Home;
  readonly pid: number;
  readonly stdin: WritableStreamDefaultWriter<Uint8Array>;
  /** Waits until something holds of it; throws with all it wrote when it does not, or it ended. */
  until(holds: (running: Running) => boolean, what?: string): Promise<void>;
  /** Waits until its stderr, which comes by a way of its own, says it. */
  said(words: RegExp): Promise<void>;
  /** Its line of JSON. */
  ready(): Promise<ReadyJson>;
  /** The first forward's port here. */
  port(): Promise<number>;
  kill(signal?: Deno.Signal): void;
  readonly status: Promise<Deno.CommandStatus>;
}

/** Starts ecsin without a terminal, and does not wait for its end. */
export async function startEcsin(
  args: readonly string[],
  given: Surroundings = {},
): Promise<Running> {
  const options = await withDeno(given);
  const home = options.home ?? await Home.make();
  const [program = "", ...words] = await ecsinCommand();
  const child = new Deno.Command(program, {
    args: [...words, ...args],
    clearEnv: true,
    env: cleanEnvironment(home, options),
    cwd: options.cwd ?? home.path,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const said = { stdout: "", stderr: "" };
  let isOver = false;
  let changed = Promise.withResolvers<void>();
  const collect = async (stream: ReadableStream<Uint8Array>, to: "stdout" | "stderr") => {
    const text = new TextDecoder();
    for await (const bytes of stream) {
      said[to] += text.decode(bytes, { stream: true });
      changed.resolve();
      changed = Promise.withResolvers();
    }
  };
  const collected = Promise.all([
    collect(child.stdout, "stdout"),
    collect(child.stderr, "stderr"),
  ]);
  const status = child.status.then(async (end) => {
    await collected;
    isOver = true;
    changed.resolve();
    return end;
  });
  const stdin = child.stdin.getWriter();
  const running: Running = {
    get stdout() {
      return said.stdout;
    },
    get stderr() {
      return said.stderr;
    },
    home,
    pid: child.pid,
    stdin,
    status,
    async until(holds, what = String(holds)) {
      const deadline = performance.now() + DEADLINE_MS;
      while (!holds(running)) {
        const left = deadline - performance.now();
        if (isOver || left <= 0) {
          throw new Error(`waited in vain for ${what}:\n${said.stdout}\n${said.stderr}`);
        }
        let timer: ReturnType<typeof setTimeout> | undefined;
        const late = new Promise<void>((resolve) =>
          timer = setTimeout(resolve, Math.min(left, 50))
        );
        await Promise.race([changed.promise, late]);
        clearTimeout(timer);
      }
    },
    said: (words) => running.until(({ stderr }) => words.test(stderr), String(words)),
    async ready() {
      await running.until(({ stdout }) => stdout.includes("\n"), "the line of JSON");
      return JSON.parse(said.stdout);
    },
    async port() {
      const [first] = (await running.ready()).forwards;
      return first?.port ?? 0;
    },
    kill(signal = "SIGINT") {
      try {
        child.kill(signal);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      if (!isOver) running.kill("SIGKILL");
      await stdin.close().catch(() => {});
      await status;
      if (options.home === undefined) await home[Symbol.asyncDispose]();
    },
  };
  return running;
}

/** A world with one service `web` of cluster `prod`, whose container reaches `network`. */
export function webWorld(
  network: Network,
): { readonly world: World; readonly task: FakeTask; readonly container: FakeContainer } {
  const world = buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } });
  const [task] = world.tasks;
  const [container] = task?.containers ?? [];
  if (task === undefined || container === undefined) throw new Error("no task");
  container.network = network;
  return { world, task, container };
}

/** `ecsin forward` to that service, with its line of JSON. */
export async function startForward(
  aws: FakeAws,
  words: readonly string[],
  given: Surroundings = {},
): Promise<Running> {
  const all = ["forward", "prod/web", ...words.slice(0, dashes(words)), "-o", "json"];
  return await startEcsin([...all, ...words.slice(dashes(words))], {
    ...given,
    env: { ...aws.env, ...given.env },
  });
}

function dashes(words: readonly string[]): number {
  const at = words.indexOf("--");
  return at === -1 ? words.length : at;
}

/** Reads something, says its words, and closes. */
export function greeter(words: string): Server {
  return listenOn(async (connection) => {
    await connection.read(new Uint8Array(100));
    await writeAll(connection, new TextEncoder().encode(words));
  });
}

/** Sends, stops sending, and reads to the end. */
export async function ask(port: number, words: string, hostname = "127.0.0.1"): Promise<string> {
  const connection = await Deno.connect({ hostname, port });
  try {
    await writeAll(connection, new TextEncoder().encode(words));
    await connection.closeWrite();
    let text = "";
    const buffer = new Uint8Array(65_536);
    for (let count; (count = await connection.read(buffer)) !== null;) {
      text += new TextDecoder().decode(buffer.subarray(0, count));
    }
    return text;
  } finally {
    shut(connection);
  }
}

/** Sends everything back. */
export function echo(): Server {
  return listenOn(async (connection) => {
    const buffer = new Uint8Array(65_536);
    for (let count; (count = await connection.read(buffer)) !== null;) {
      await writeAll(connection, buffer.subarray(0, count));
    }
  });
}

/** Sends `size` bytes of a pattern and reads them back; throws at the first wrong one. */
export async function roundTrip(connection: Deno.Conn, size: number): Promise<void> {
  const pattern = Uint8Array.from({ length: 251 * 64 }, (_, at) => at % 251);
  const sending = (async () => {
    for (let sent = 0; sent < size;) {
      const from = sent % 251;
      const piece = pattern.subarray(from, from + Math.min(size - sent, pattern.length - from));
      await writeAll(connection, piece);
      sent += piece.length;
    }
  })();
  const buffer = new Uint8Array(65_536);
  for (let got = 0; got < size;) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error(`the end after ${got} bytes`);
    for (let at = 0; at < count; at++) {
      if (buffer[at] !== (got + at) % 251) throw new Error(`byte ${got + at} is wrong`);
    }
    got += count;
  }
  await sending;
}
