// AWS's JSON 1.1 protocol over fetch, signed by aws4fetch: what each call of ecsin's way into a
// container goes by. The SDK's client brings Deno's Node layer along and takes 64 ms from the start
// of the program to its first request where this takes 18 (an empty program: 12); see
// docs/decisions. Its types are used, and its rules: errors, tries, the clock's skew.
import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import { AwsV4Signer } from "aws4fetch";
import type { Http } from "./http.ts";
import type { Retries } from "./retry.ts";
import { waitingBegins } from "./waiting.ts";

/** A value of the SDK's types as JSON 1.1 carries it: a time is a number of seconds. */
export type OnWire<T> = T extends Date ? number
  : T extends Uint8Array ? string
  : T extends object ? { [K in keyof T]: OnWire<T[K]> }
  : T;

/** What the SDK tells of each answer, too. */
export interface Metadata {
  readonly attempts: number;
  readonly requestId?: string;
  readonly httpStatusCode: number;
}

/** AWS's refusal, shaped as the SDK's exceptions are. */
export class AwsError extends Error {
  constructor(override readonly name: string, message: string, readonly $metadata: Metadata) {
    super(message);
  }
}

/** What an API is called with. */
export interface JsonApiOptions {
  readonly endpoint: string;
  readonly region: string;
  /** IAM's prefix, such as `ecs`. */
  readonly service: string;
  /** The API's name in X-Amz-Target. */
  readonly target: string;
  readonly credentials: AwsCredentialIdentityProvider;
  readonly http: Http;
  readonly retries: Retries;
}

/** AWS refuses a signature whose time is off by more. */
const SKEW_MS = 4 * 60_000;

/** One API in one region. */
export class JsonApi {
  readonly #options: JsonApiOptions;
  /** Signing keys, which stay the same for a day. */
  readonly #keys = new Map<string, ArrayBuffer>();
  /** How far AWS's clock is ahead of this machine's. */
  #skewMs = 0;

  constructor(options: JsonApiOptions) {
    this.#options = options;
  }

  /** Calls an action; throws {@link AwsError} or what the way to AWS threw. */
  async call<T>(action: string, input: object): Promise<OnWire<T> & { $metadata: Metadata }> {
    const body = JSON.stringify(input);
    let skewKnown = false;
    return await this.#options.retries.run(async (attempt) => {
      while (true) {
        const response = await this.#post(action, body);
        const text = await response.text();
        const $metadata = metadataOf(response, attempt);
        if (response.ok) return { ...parse<T>(text), $metadata };
        const aheadMs = Date.parse(response.headers.get("date") ?? "") - Date.now();
        // A refusal of a wrong clock's signature has several names; AWS's own clock tells.
        if (skewKnown || !(Math.abs(aheadMs - this.#skewMs) > SKEW_MS)) {
          throw awsError(response, text, $metadata);
        }
        skewKnown = true;
        this.#skewMs = aheadMs;
      }
    });
  }

  async #post(action: string, body: string): Promise<Response> {
    const { endpoint, region, service, target, credentials, http } = this.#options;
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const now = new Date(Date.now() + this.#skewMs).toISOString();
    const signer = new AwsV4Signer({
      url: endpoint,
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `${target}.${action}`,
        "user-agent": "ecsin",
      },
      body,
      region,
      service,
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined ? { sessionToken } : {}),
      cache: this.#keys,
      datetime: now.replaceAll(/[:-]|\.\d{3}/g, ""),
    });
    const { url, method, headers } = await signer.sign();
    const response = http(url, { method, headers, body });
    waitingBegins();
    return await response;
  }
}

function metadataOf({ status, headers }: Response, attempts: number): Metadata {
  const requestId = headers.get("x-amzn-requestid");
  return { attempts, httpStatusCode: status, ...(requestId !== null ? { requestId } : {}) };
}

/** Reads an answer; what is null is left out, as the SDK does. */
function parse<T>(text: string): OnWire<T> {
  const dropNull = (_: string, value: unknown) => value ?? undefined;
  return JSON.parse(text || "{}", text.includes(":null") ? dropNull : undefined);
}

/** The name is in a header or in the body, with a namespace before it or a URL after it. */
function awsError({ headers, status }: Response, text: string, $metadata: Metadata): AwsError {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    // A proxy or a load balancer answered, in HTML.
  }
  const bag: Record<string, unknown> = typeof said === "object" && said !== null ? { ...said } : {};
  const named = headers.get("x-amzn-errortype") ?? bag["__type"] ?? bag["code"];
  const name = String(named ?? "UnknownError").replace(/:.*$/, "").replace(/^.*#/, "");
  const message = bag["message"] ?? bag["Message"] ?? `HTTP ${status}`;
  return new AwsError(name, String(message), $metadata);
}
