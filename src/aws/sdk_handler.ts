// The SDK's seam for HTTP, filled with ecsin's own: so that its clients, too, go through HTTPS_PROXY
// and trust AWS_CA_BUNDLE, which they do not by themselves.
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import type { Http } from "./http.ts";

/** A `requestHandler` for any client of the SDK. */
export function sdkHandler(http: Http): FetchHttpHandler {
  return new FetchHttpHandler({ customFetch: http });
}
