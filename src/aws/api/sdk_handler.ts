// The SDK's seam for HTTP, filled with ecsin's own: so that its clients, too, go through HTTPS_PROXY
// and trust AWS_CA_BUNDLE, which they do not by themselves.
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import { type Http, readBody } from "./http.ts";

/** A `requestHandler` for any client of the SDK. */
export function sdkHandler(http: Http): FetchHttpHandler {
  return new FetchHttpHandler({
    // Whole, so that an answer that breaks off is one that did not come, and is asked for again.
    customFetch: async (request, init) => {
      const response = await http(request, init);
      const { status, headers } = response;
      return new Response(await readBody(response) || null, { status, headers });
    },
  });
}
