// The URL of a service in a region. AWS's common regions have a plain one; every other case
// (partitions, FIPS, dual stack) is decided by the rules in the SDK, which is loaded for it: nothing
// is guessed.
import { EcsinError, EXIT } from "../../error.ts";
import type { Settings } from "../credentials/settings.ts";

/** Regions of the partition `aws`, as the SDK's rules tell them from others. */
const COMMON_REGION = /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/;

/** The configured URL of a service, or AWS's plain one; undefined: ask the SDK. */
export function plainEndpoint(
  service: "ECS" | "STS",
  region: string,
  settings: Settings,
): string | undefined {
  if (settings.useFips || settings.useDualstack) return undefined;
  const configured = settings.endpointUrl(service);
  if (configured !== undefined) return configured;
  if (!COMMON_REGION.test(region)) return undefined;
  return `https://${service.toLowerCase()}.${region}.amazonaws.com`;
}

/** The URL that ECS is asked at. */
export async function ecsEndpoint(region: string, settings: Settings): Promise<string> {
  const plain = plainEndpoint("ECS", region, settings);
  if (plain !== undefined) return plain;
  const { useFips, useDualstack } = settings;
  const configured = settings.endpointUrl("ECS");
  const { ECSClient } = await import("@aws-sdk/client-ecs");
  try {
    const { url } = new ECSClient({ region }).config.endpointProvider({
      Region: region,
      UseFIPS: useFips,
      UseDualStack: useDualstack,
      ...(configured !== undefined ? { Endpoint: configured } : {}),
    });
    return url.href.replace(/\/$/, "");
  } catch (error) {
    throw new EcsinError({
      id: "endpoint-unknown",
      what: `ECS cannot be asked at ${
        configured ?? `an endpoint of ${region}`
      } with these settings`,
      why: error instanceof Error ? error.message : String(error),
      next: "env | grep ^AWS_",
      exitCode: EXIT.configuration,
    }, { cause: error });
  }
}
