// One request to SSO's portal or to its OIDC service: REST with JSON, without a signature. The hosts
// are those of the SDK's rules for `sso` and `sso-oidc` (botocore/data/…/endpoint-rule-set-1.json).
import { EcsinError, EXIT } from "../../error.ts";
import { variablesLine } from "../../pasteable.ts";
import { request } from "../../trace.ts";
import { type Http, readBody } from "../api/http.ts";
import { Retries } from "../api/retry.ts";
import { AwsError } from "../api/signed_api.ts";
import type { Site } from "./site.ts";
import type { Settings } from "./settings.ts";

/** What is asked. */
export interface SsoQuestion {
  readonly service: "SSO" | "SSO OIDC";
  readonly action: string;
  readonly region: string;
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON by POST; without one it is a GET. */
  readonly body?: object;
}

/** Domains by the beginning of a region's name: of its partition, and with dual stack. */
const DOMAINS: readonly (readonly [RegExp, string, string])[] = [
  [/^cn-/, "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
  [/^us-iso-/, "c2s.ic.gov", "api.aws.ic.gov"],
  [/^us-isob-/, "sc2s.sgov.gov", "api.aws.scloud"],
  [/^eu-isoe-/, "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
  [/^us-isof-/, "csp.hci.ic.gov", "api.aws.hci.ic.gov"],
  [/^eusc-/, "amazonaws.eu", "api.amazonwebservices.eu"],
  [/^/, "amazonaws.com", "api.aws"],
];

/** Asks until it is answered; throws an AwsError or a NetworkError. */
export async function ssoAsk(
  { settings, http, debug }: Pick<Site, "settings" | "http" | "debug">,
  { service, action, region, path, headers = {}, body }: SsoQuestion,
): Promise<Readonly<Record<string, unknown>>> {
  const url = `${ssoEndpoint(service, region, settings)}${path}`;
  const init = body === undefined ? { headers } : {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const start = performance.now();
  const log = (outcome: string) => {
    request(`${service} ${action}`, start);
    debug(`${service} ${action} ${Math.round(performance.now() - start)} ms ${outcome}`);
  };
  try {
    const answer = await new Retries(settings.maxAttempts)
      .run((attempt) => once(http, url, init, attempt));
    log("ok");
    return answer;
  } catch (error) {
    log(error instanceof Error ? error.name : "failed");
    throw error;
  }
}

/** Where the service is asked, without a slash at the end. */
export function ssoEndpoint(
  service: "SSO" | "SSO OIDC",
  region: string,
  settings: Settings,
): string {
  const { useFips, useDualstack } = settings;
  const configured = settings.configuredUrl(service);
  if (configured !== undefined) {
    if (!useFips && !useDualstack) return configured.replace(/\/+$/, "");
    throw new EcsinError({
      id: "endpoint-unknown",
      what: `the ${service} endpoint ${configured} cannot be used with these settings`,
      why: "FIPS and dual stack go with AWS's own endpoints only",
      next: variablesLine("AWS_"),
      exitCode: EXIT.configuration,
    });
  }
  const [, plain = "", dual = ""] = DOMAINS.find(([beginning]) => beginning.test(region)) ?? [];
  const name = service === "SSO" ? "portal.sso" : "oidc";
  // GovCloud's plain endpoints are FIPS's.
  const isOwn = useFips && !(region.startsWith("us-gov-") && !useDualstack);
  return `https://${name}${isOwn ? "-fips" : ""}.${region}.${useDualstack ? dual : plain}`;
}

async function once(
  http: Http,
  url: string,
  init: RequestInit,
  attempts: number,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await http(url, init);
  const text = await readBody(response);
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    // A proxy answered, in HTML.
  }
  const fields: Record<string, unknown> = typeof said === "object" && said !== null
    ? { ...said }
    : {};
  if (response.ok) return fields;
  const named = response.headers.get("x-amzn-errortype") ?? fields["__type"] ?? fields["error"];
  const name = named === undefined ? "UnknownError" : String(named).replace(/:.*$/, "");
  const message = fields["message"] ?? fields["Message"] ?? fields["error_description"];
  throw new AwsError(
    name,
    message === undefined ? `HTTP ${response.status}` : String(message),
    { attempts, httpStatusCode: response.status },
  );
}
