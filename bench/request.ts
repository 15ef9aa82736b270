// From the start of the program to its first request at AWS's door, with a profile: what comes
// before any waiting for AWS.
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { buildWorld } from "../tests/fake_aws/world.ts";
import { cleanEnvironment, Home } from "../tests/stories/home.ts";
import { denoDir, type Programs } from "./program.ts";
import { interleaved, type Row, timeOf } from "./row.ts";

const PROFILES = "profiles: {prod-web: {cluster: prod, service: web, container: app}}\n";
const KEYS = "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n";

/** Keys of the environment and keys of AWS's files, each beside an empty program. */
export async function requestRows({ ecsin, empty, awscliPython }: Programs): Promise<Row[]> {
  await using aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app"] }] } },
  }));
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  await home.write(".aws/credentials", `[default]\n${KEYS}`);
  await home.write(".aws/config", `[default]\nregion = ${aws.world.region}\n`);
  const clean = cleanEnvironment(home, { env: { DENO_DIR: await denoDir() } });
  const untilRequest = async (argv: readonly string[], env: Record<string, string>) => {
    aws.api.calls.length = 0;
    const start = performance.now();
    await timeOf(argv, env);
    return (aws.api.calls[0]?.startedMs ?? NaN) - start;
  };
  // It ends when the place is known; a session would only be opened after.
  const login = [...ecsin, "prod-web", "--print"];
  const took = await interleaved(21, {
    empty: () => timeOf(empty, clean),
    keys: () => untilRequest(login, { ...clean, ...aws.env }),
    files: () => untilRequest(login, { ...clean, AWS_ENDPOINT_URL: aws.url }),
    ...(awscliPython === undefined ? {} : {
      aws: () => {
        const words = ["-m", "awscli", "ecs", "list-tasks", "--cluster", "prod"];
        return untilRequest([awscliPython, ...words], { ...clean, ...aws.env });
      },
    }),
  });
  const { empty: floor = NaN, keys = NaN, files = NaN } = took;
  const beside = [
    { name: "empty Deno program", value: floor },
    ...(took["aws"] === undefined ? [] : [{ name: "aws ecs list-tasks", value: took["aws"] }]),
  ];
  return [
    { name: "start → first ECS request, keys in the environment", unit: "ms", value: keys, beside },
    { name: "start → first ECS request, keys in AWS's files", unit: "ms", value: files, beside },
  ];
}
