// What a client of AWS's SDK is made with: all of it is decided here, of the identity that was
// chosen, so that the SDK looks up nothing by itself: it would look in AWS_PROFILE or [default].
import type { Http } from "../api/http.ts";
import type { Settings } from "./settings.ts";

/** Everything but the credentials. */
export async function sdkClientConfig(
  { region, settings, http, endpoint }: {
    readonly region: string;
    readonly settings: Settings;
    readonly http: Http;
    /** Undefined: AWS's own. */
    readonly endpoint: string | undefined;
  },
) {
  const { sdkHandler } = await import("../api/sdk_handler.ts");
  return {
    region,
    maxAttempts: settings.maxAttempts,
    retryMode: "standard",
    useFipsEndpoint: settings.useFips,
    useDualstackEndpoint: settings.useDualstack,
    requestHandler: sdkHandler(http),
    ignoreConfiguredEndpointUrls: true,
    ...(endpoint !== undefined ? { endpoint } : {}),
  };
}
