// A forwarded port that is measured, as ecsin or AWS's plugin makes it: see forward.ts.
import type { FakeAws } from "../tests/fake_aws/fake_aws.ts";
import { denoDir, type Programs } from "./program.ts";
import type { Row } from "./row.ts";

/** Bytes. */
export const MEGABYTE = 1 << 20;
/** Whose forward. */
export type Way = "ecsin" | "plugin";

/** A forwarded port, and who forwards it. */
export interface Port extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

/** One by ecsin. */
export async function ecsinForward(programs: Programs, aws: FakeAws): Promise<Port> {
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

/** A connection through it. */
export async function connected({ port }: Port): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  connection.setNoDelay();
  return connection;
}

/** One row of both. */
export function row(name: string, unit: string, value = NaN, plugin = NaN): Row {
  return {
    name: `${name}, ecsin forward`,
    unit,
    value,
    beside: [{ name: "session-manager-plugin", value: plugin }],
  };
}
