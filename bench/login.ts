// From the start of the program to the container's prompt, with a profile, 40 ms an API call.
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { buildWorld } from "../tests/fake_aws/world.ts";
import { Pty } from "../tests/fake_aws/pty.ts";
import { denoDir, type Programs } from "./program.ts";
import { interleaved, type Row } from "./row.ts";

const LATENCY_MS = 40;
const PROFILES = "profiles: {prod-web: {cluster: prod, service: web, container: app}}\n";

/** Time to the prompt beside an empty program; round trips beside those of the two AWS lines. */
export async function loginRows({ ecsin, empty }: Programs): Promise<Row[]> {
  await using aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app", "nginx"] }] } },
  }));
  const folder = await Deno.makeTempDir();
  const file = `${folder}/profiles.yaml`;
  await Deno.writeTextFile(file, PROFILES);
  const env = {
    ...aws.env,
    PATH: Deno.env.get("PATH") ?? "",
    HOME: folder,
    DENO_DIR: await denoDir(),
    TERM: "xterm",
    ECSIN_PROFILES: file,
  };
  aws.faults.latencyMs = LATENCY_MS;
  try {
    const took = await interleaved(15, {
      login: () => untilPrompt([...ecsin, "prod-web", "--session", "native"], env),
      empty: () => untilEnd(empty, env),
    });
    const { login = NaN, empty: floor = NaN } = took;
    aws.api.calls.length = 0;
    await untilPrompt([...ecsin, "prod-web", "--session", "native"], env);
    return [
      {
        name: `ecsin prod-web, start to prompt, ${LATENCY_MS} ms an API call`,
        unit: "ms",
        value: login,
        beside: [
          { name: "empty Deno program", value: floor },
          { name: "two API calls in a row", value: 2 * LATENCY_MS },
        ],
      },
      {
        name: "API round trips in a row to a shell, pinned profile",
        unit: "round trips",
        value: aws.api.roundTrips,
        // ListTasks, ExecuteCommand and DescribeTasks (for the plugin's target), one after another.
        beside: [{ name: "aws ecs list-tasks and execute-command", value: 3 }],
      },
    ];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Milliseconds until a shell's prompt is on the screen; leaves the shell then. */
async function untilPrompt(argv: readonly string[], env: Record<string, string>): Promise<number> {
  const start = performance.now();
  const pty = await Pty.start(argv, env, env["HOME"] ?? "/", { cols: 80, rows: 24 });
  const text = new TextDecoder();
  let seen = "";
  let took = NaN;
  for (let bytes = await pty.read(65_536); bytes !== undefined; bytes = await pty.read(65_536)) {
    seen += text.decode(bytes, { stream: true });
    if (Number.isNaN(took) && /[$#] $/.test(seen)) {
      took = performance.now() - start;
      await pty.write(new TextEncoder().encode("exit\r"));
    }
  }
  await pty.exited;
  pty.close();
  if (Number.isNaN(took)) throw new Error(`no prompt came:\n${seen}`);
  return took;
}

async function untilEnd(argv: readonly string[], env: Record<string, string>): Promise<number> {
  const start = performance.now();
  await new Deno.Command(argv[0] ?? "", { args: argv.slice(1), env, clearEnv: true }).output();
  return performance.now() - start;
}
