// From the start of the program to something to choose, in a small and in a very large account, as
// far from AWS as people are: 40 ms a call, and the buckets that ECS documents.
import { awsBuckets } from "../tests/fake_aws/api_faults.ts";
import { type FakeAws, startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { Pty } from "../tests/fake_aws/pty.ts";
import { generatedWorld } from "../tests/fake_aws/world.ts";
import { denoDir, type Programs } from "./program.ts";
import { interleaved, median, type Row, timeOf } from "./row.ts";

const LATENCY_MS = 40;
const SMALL = { clusters: 4, services: 24, tasks: 48 };
const LARGE = { clusters: 1, services: 1, tasks: 20_000 };
const ENTER = "\r";
const ESCAPE = "\x1b";

/** Rows and times beside their limits. */
export async function chooseRows({ ecsin, empty }: Programs): Promise<Row[]> {
  return [...await smallRows(ecsin, empty), ...await largeRows(ecsin)];
}

/** 24 services and 48 tasks in four clusters: the clusters, then one's services, all counted. */
async function smallRows(ecsin: readonly string[], empty: readonly string[]): Promise<Row[]> {
  await using aws = startFakeAws(generatedWorld(SMALL));
  aws.faults.latencyMs = LATENCY_MS;
  const complete: number[] = [];
  let roundTrips = NaN;
  const choose = async () => {
    aws.api.calls.length = 0;
    await using screen = await Screen.open([...ecsin, "--no-cache"], aws);
    const first = await screen.until(/> \S*cluster-0000/);
    roundTrips = aws.api.roundTrips;
    const clusters = await screen.until(/4\/4[^ ]/);
    await screen.press(ENTER);
    const before = screen.now;
    const services = await screen.until(/6\/6[^ ]/);
    complete.push(clusters + services - before);
    await screen.press(ESCAPE);
    return first;
  };
  const took = await interleaved(15, { choose, empty: () => timeOf(empty, {}) });
  const { choose: first = NaN, empty: floor = NaN } = took;
  const name = `choosing, 24 services / 48 tasks, ${LATENCY_MS} ms a call`;
  const limit = (value: number) => [{ name: "the limit", value }];
  return [
    {
      name: `${name}: start to first rows`,
      unit: "ms",
      value: first,
      beside: [{ name: "empty Deno program", value: floor }],
    },
    { name: `${name}: before them`, unit: "round trips", value: roundTrips, beside: limit(2) },
    {
      name: `${name}: clusters and services complete`,
      unit: "ms",
      value: median(complete),
      beside: [{ name: "the limit", value: 600 }, { name: "empty Deno program", value: floor }],
    },
  ];
}

/** 20,000 tasks of one service, listed and described to the end, at the pace that AWS allows. */
async function largeRows(ecsin: readonly string[]): Promise<Row[]> {
  await using aws = startFakeAws(generatedWorld(LARGE));
  aws.faults.latencyMs = LATENCY_MS;
  for (const [action, bucket] of awsBuckets()) aws.faults.throttle.set(action, bucket);
  const flags = ["--no-cache", "--cluster", "cluster-0000", "--service", "service-0000"];
  await using screen = await Screen.open([...ecsin, ...flags], aws);
  const first = await screen.until(/> \S*[0-9a-f]{8}/);
  const { roundTrips } = aws.api;
  const described = await screen.until(/service-0000:1 {2}running/);
  const complete = await screen.until(/20000\/20000[^ ]/);
  const memory = await screen.memory();
  await screen.press(ESCAPE);
  const refused = aws.api.calls.filter(({ outcome }) => outcome === "ThrottlingException").length;
  const name = `choosing, 20,000 tasks, ${LATENCY_MS} ms a call, AWS's bucket`;
  const row = (what: string, unit: string, value: number, limit: number): Row => ({
    name: `${name}: ${what}`,
    unit,
    value,
    beside: [{ name: "the limit", value: limit }],
  });
  return [
    row("before the first rows", "round trips", roundTrips, 2),
    row("throttled", "calls", refused, 3),
    ...(memory === undefined ? [] : [row("resident at most", "MB", memory, 150)]),
    {
      name: `${name}: start to all described`,
      unit: "ms",
      value: complete,
      beside: [
        { name: "start to first rows", value: first },
        { name: "start to the screen described", value: described },
      ],
    },
  ];
}

/** A program in a terminal, and what it has drawn. */
class Screen implements AsyncDisposable {
  readonly #pty: Pty;
  readonly #home: string;
  readonly #start: number;
  readonly #text = new TextDecoder();
  #drawn = "";

  private constructor(pty: Pty, home: string, start: number) {
    this.#pty = pty;
    this.#home = home;
    this.#start = start;
  }

  static async open(argv: readonly string[], aws: FakeAws): Promise<Screen> {
    const home = await Deno.makeTempDir();
    const path = Deno.env.get("PATH") ?? "";
    const env = { ...aws.env, PATH: path, HOME: home, DENO_DIR: await denoDir(), TERM: "xterm" };
    const start = performance.now();
    return new Screen(await Pty.start(argv, env, home, { cols: 120, rows: 30 }), home, start);
  }

  /** Milliseconds since the start of the program. */
  get now(): number {
    return performance.now() - this.#start;
  }

  /** Milliseconds from the start until something is drawn; what was drawn before is forgotten. */
  async until(pattern: RegExp): Promise<number> {
    while (!pattern.test(this.#drawn)) {
      const bytes = await this.#pty.read(65_536);
      if (bytes === undefined) throw new Error(`${pattern} was never drawn:\n${this.#drawn}`);
      this.#drawn = (this.#drawn + this.#text.decode(bytes, { stream: true })).slice(-20_000);
    }
    return this.now;
  }

  async press(keys: string): Promise<void> {
    this.#drawn = "";
    await this.#pty.write(new TextEncoder().encode(keys));
  }

  /** Largest resident memory so far, in MB; only Linux tells. */
  async memory(): Promise<number | undefined> {
    if (Deno.build.os !== "linux") return undefined;
    const status = await Deno.readTextFile(`/proc/${this.#pty.pid}/status`);
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    while (await this.#pty.read(65_536) !== undefined) { /* to its end */ }
    await this.#pty.exited;
    this.#pty.close();
    await Deno.remove(this.#home, { recursive: true });
  }
}
