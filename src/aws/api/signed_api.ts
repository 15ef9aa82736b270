// Requests to one AWS API over fetch, signed by aws4fetch and tried again. The SDK's clients bring
// Deno's Node layer along and take 64 ms from the start of the program to their first request where
// this takes 18 (an empty program: 12); see docs/decisions/0013-quick-first-request.md. The rules are
// the SDK's: errors, tries, the clock's skew.
import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import { AwsV4Signer } from "aws4fetch";
import { type Http, readBody } from "./http.ts";
import type { Retries } from "./retry.ts";
import { waitingBegins } from "./waiting.ts";

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

/** What an API is asked with. */
export interface SignedApiOptions {
  readonly endpoint: string;
  readonly region: string;
  /** IAM's prefix, such as `ecs`. */
  readonly service: string;
  readonly credentials: AwsCredentialIdentityProvider;
  readonly http: Http;
  readonly retries: Retries;
}

/** A refusal's name and words, as a protocol tells them. */
export type ReadError = (text: string, headers: Headers) => readonly [string, string] | undefined;

/** AWS refuses a signature whose time is off by more. */
const SKEW_MS = 4 * 60_000;

/** One API in one region. */
export class SignedApi {
  readonly #options: SignedApiOptions;
  /** Signing keys, which stay the same for a day. */
  readonly #keys = new Map<string, ArrayBuffer>();
  /** How far AWS's clock is ahead of this machine's. */
  #skewMs = 0;

  constructor(options: SignedApiOptions) {
    this.#options = options;
  }

  /**
   * Posts until it is answered, each try in its turn; throws {@link AwsError} or what the way to AWS
   * threw.
   */
  async post(
    headers: Readonly<Record<string, string>>,
    body: string,
    readError: ReadError,
    turn: <T>(send: () => Promise<T>) => Promise<T> = (send) => send(),
  ): Promise<{ readonly text: string; readonly $metadata: Metadata }> {
    return await this.#answered(headers, body, readError, turn, async (response, $metadata) => {
      return { text: await readBody(response), $metadata };
    });
  }

  /**
   * Posts until it is answered, as {@link post} does; gives the answer as it comes, for one that has
   * no end. `signal` ends it.
   */
  async open(
    headers: Readonly<Record<string, string>>,
    body: string,
    readError: ReadError,
    signal: AbortSignal,
  ): Promise<{ readonly response: Response; readonly $metadata: Metadata }> {
    const once = <T>(send: () => Promise<T>) => send();
    return await this.#answered(
      headers,
      body,
      readError,
      once,
      (response, $metadata) => Promise.resolve({ response, $metadata }),
      signal,
    );
  }

  async #answered<T>(
    headers: Readonly<Record<string, string>>,
    body: string,
    readError: ReadError,
    turn: <T>(send: () => Promise<T>) => Promise<T>,
    taken: (response: Response, metadata: Metadata) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    let skewKnown = false;
    const attemptOnce = async (attempt: number) => {
      while (true) {
        const response = await this.#send(headers, body, signal);
        const $metadata = metadataOf(response, attempt);
        if (response.ok) return await taken(response, $metadata);
        const text = await readBody(response);
        const aheadMs = Date.parse(response.headers.get("date") ?? "") - Date.now();
        // A refusal of a wrong clock's signature has several names; AWS's own clock tells.
        if (skewKnown || !(Math.abs(aheadMs - this.#skewMs) > SKEW_MS)) {
          const [name, message] = readError(text, response.headers) ?? [];
          const words = message ?? `HTTP ${response.status}`;
          throw new AwsError(name ?? "UnknownError", words, $metadata);
        }
        skewKnown = true;
        this.#skewMs = aheadMs;
      }
    };
    return await this.#options.retries.run((attempt) => turn(() => attemptOnce(attempt)));
  }

  async #send(
    headers: Readonly<Record<string, string>>,
    body: string,
    asked?: AbortSignal,
  ): Promise<Response> {
    const { endpoint, region, service, credentials, http } = this.#options;
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const now = new Date(Date.now() + this.#skewMs).toISOString();
    const signer = new AwsV4Signer({
      url: endpoint,
      method: "POST",
      headers: { ...headers, "user-agent": "ecsin" },
      body,
      region,
      service,
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined ? { sessionToken } : {}),
      cache: this.#keys,
      datetime: now.replaceAll(/[:-]|\.\d{3}/g, ""),
    });
    const signed = await signer.sign();
    const response = http(signed.url, {
      method: signed.method,
      headers: signed.headers,
      body,
      ...(asked !== undefined ? { signal: asked } : {}),
    });
    waitingBegins();
    return await response;
  }
}

function metadataOf({ status, headers }: Response, attempts: number): Metadata {
  const requestId = headers.get("x-amzn-requestid");
  return { attempts, httpStatusCode: status, ...(requestId !== null ? { requestId } : {}) };
}
