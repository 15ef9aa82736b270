// The URL of a service in a region. AWS's common regions have a plain one; every other case
// (partitions, FIPS, dual stack) is decided by the rules in the SDK, which is loaded for it: nothing
// is guessed.
import { EcsinError, EXIT } from "../../error.ts";
import { variablesLine } from "../../pasteable.ts";
import type { Settings } from "../credentials/settings.ts";

/** Regions of the partition `aws`, as the SDK's rules tell them from others. */
const COMMON_REGION = /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/;

/** The services that are asked without the SDK, and the first word of their hosts. */
const HOSTS = { ECS: "ecs", STS: "sts", "CloudWatch Logs": "logs" } as const;

/** The configured URL of a service, or AWS's plain one; undefined: ask the SDK. */
export function plainEndpoint(
  service: keyof typeof HOSTS,
  region: string,
  settings: Settings,
): string | undefined {
  if (settings.useFips || settings.useDualstack) return undefined;
  const configured = settings.endpointUrl(service);
  if (configured !== undefined) return configured;
  if (!COMMON_REGION.test(region)) return undefined;
  return `https://${HOSTS[service]}.${region}.amazonaws.com`;
}

/** The URL that ECS is asked at. */
export async function ecsEndpoint(region: string, settings: Settings): Promise<string> {
  return await endpointOf("ECS", region, settings, async () => {
    const { ECSClient } = await import("@aws-sdk/client-ecs");
    return new ECSClient({ region }).config.endpointProvider;
  });
}

/** The URL that CloudWatch Logs is asked at. */
export async function logsEndpoint(region: string, settings: Settings): Promise<string> {
  return await endpointOf("CloudWatch Logs", region, settings, async () => {
    const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
    return new CloudWatchLogsClient({ region }).config.endpointProvider;
  });
}

/** The rules of one service in the SDK. */
type Rules = (
  asked: {
    readonly Region: string;
    readonly UseFIPS: boolean;
    readonly UseDualStack: boolean;
    readonly Endpoint?: string;
  },
) => { readonly url: URL };

async function endpointOf(
  service: keyof typeof HOSTS,
  region: string,
  settings: Settings,
  rules: () => Promise<Rules>,
): Promise<string> {
  const plain = plainEndpoint(service, region, settings);
  if (plain !== undefined) return plain;
  const configured = settings.endpointUrl(service);
  const provider = await rules();
  try {
    const { url } = provider({
      Region: region,
      UseFIPS: settings.useFips,
      UseDualStack: settings.useDualstack,
      ...(configured !== undefined ? { Endpoint: configured } : {}),
    });
    return url.href.replace(/\/$/, "");
  } catch (error) {
    throw new EcsinError({
      id: "endpoint-unknown",
      what: `the ${service} endpoint ${
        configured ?? `of ${region}`
      } cannot be used with these settings`,
      why: error instanceof Error ? error.message : String(error),
      next: variablesLine("AWS_"),
      exitCode: EXIT.configuration,
    }, { cause: error });
  }
}
