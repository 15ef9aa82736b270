// Many megabytes each way through `ecsin exec`: the same bytes, and memory that does not grow with
// them.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { ecsinCommand } from "./ecsin.ts";
import { cleanEnvironment, Home } from "./home.ts";

const MEGABYTE = 1 << 20;
const TARGET = ["--cluster", "prod", "--service", "web"];

/** Bytes of every value, no two megabytes alike. */
function megabyte(number: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MEGABYTE);
  let state = number + 1;
  for (let at = 0; at < MEGABYTE; at += 4) {
    state = Math.imul(state ^ state >>> 15, 0x2c1b_3c6d) + 0x9e37_79b9 | 0;
    bytes[at] = state;
    bytes[at + 1] = state >>> 8;
    bytes[at + 2] = state >>> 16;
    bytes[at + 3] = state >>> 24;
  }
  return bytes;
}

interface Carried {
  readonly sha256: string;
  readonly bytes: number;
  /** Largest resident memory of ecsin, in bytes. */
  readonly memory: number;
}

/** Runs ecsin with `count` megabytes on its stdin; digests what it writes. */
async function carry(words: readonly string[], count: number): Promise<Carried> {
  await using aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app"] }] } },
  }));
  await using home = await Home.make();
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const denoDir = String(JSON.parse(new TextDecoder().decode(stdout)).denoDir);
  const [program = "", ...args] = await ecsinCommand();
  const child = new Deno.Command(program, {
    args: [...args, "exec", ...TARGET, ...words],
    clearEnv: true,
    env: cleanEnvironment(home, { env: { ...aws.env, DENO_DIR: denoDir } }),
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const feed = async () => {
    const writer = child.stdin.getWriter();
    for (let number = 0; number < count; number++) await writer.write(megabyte(number));
    await writer.close();
  };
  const hash = createHash("sha256");
  let bytes = 0;
  let memory = 0;
  const digest = async () => {
    for await (const chunk of child.stdout) {
      hash.update(chunk);
      bytes += chunk.length;
      memory = Math.max(memory, await memoryOf(child.pid));
    }
  };
  const [{ code }] = await Promise.all([child.status, feed(), digest()]);
  assert.equal(code, 0);
  return { sha256: hash.digest("hex"), bytes, memory };
}

/** Resident memory in bytes; 0 where /proc is not there. */
async function memoryOf(pid: number): Promise<number> {
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function expected(count: number): string {
  const hash = createHash("sha256");
  for (let number = 0; number < count; number++) hash.update(megabyte(number));
  return hash.digest("hex");
}

Deno.test("12 MB go in with their SHA-256", async () => {
  await using home = await Home.make();
  const file = `${home.path}/arrived`;
  const { bytes } = await carry(["-c", `cat > ${file}; sha256sum < ${file}`], 12);
  assert.ok(bytes > 64);
  const hash = createHash("sha256");
  for await (const chunk of (await Deno.open(file)).readable) hash.update(chunk);
  assert.equal(hash.digest("hex"), expected(12));
});

Deno.test("60 MB come out with their SHA-256, in memory that does not grow with them", async () => {
  await using home = await Home.make();
  const file = `${home.path}/large`;
  using out = await Deno.open(file, { write: true, create: true });
  for (let number = 0; number < 60; number++) {
    const bytes = megabyte(number);
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await out.write(rest));
  }
  const small = await carry(["--", "head", "-c", String(16 * MEGABYTE), file], 0);
  const large = await carry(["--", "cat", file], 0);
  assert.equal(large.sha256, expected(60));
  assert.equal(large.bytes, 60 * MEGABYTE);
  // 44 MB more went through, with 5 MB of headers; what is kept for a while is less.
  assert.ok(large.memory - small.memory < 49 * MEGABYTE, `${small.memory} → ${large.memory}`);
});
