// AWS's JSON 1.1 protocol: what ecsin's calls on the way into a container go by, with the types of
// the SDK.
import { type Metadata, SignedApi, type SignedApiOptions } from "./signed_api.ts";

/** A value of the SDK's types as JSON 1.1 carries it: a time is a number of seconds. */
export type OnWire<T> = T extends Date ? number
  : T extends Uint8Array ? string
  : T extends object ? { [K in keyof T]: OnWire<T[K]> }
  : T;

/** What an API is asked with. */
export interface JsonApiOptions extends SignedApiOptions {
  /** The API's name in X-Amz-Target. */
  readonly target: string;
  /** Holds each try of an action back until it may be sent. */
  readonly turn: <T>(action: string, send: () => Promise<T>) => Promise<T>;
}

/** One API in one region. */
export class JsonApi {
  readonly #api: SignedApi;
  readonly #options: JsonApiOptions;

  constructor(options: JsonApiOptions) {
    this.#api = new SignedApi(options);
    this.#options = options;
  }

  /** Calls an action; throws an AwsError or what the way to AWS threw. */
  async call<T>(
    action: string,
    input: object,
  ): Promise<OnWire<T> & { readonly $metadata: Metadata }> {
    const { turn } = this.#options;
    const headers = this.#headers(action);
    const { text, $metadata } = await this.#api.post(
      headers,
      JSON.stringify(input),
      readError,
      (send) => turn(action, send),
    );
    return { ...parse<T>(text), $metadata };
  }

  /** Calls an action whose answer has no end; `signal` ends it. Throws as {@link call} does. */
  async open(
    action: string,
    input: object,
    signal: AbortSignal,
  ): Promise<{ readonly response: Response; readonly $metadata: Metadata }> {
    return await this.#api.open(this.#headers(action), JSON.stringify(input), readError, signal);
  }

  #headers(action: string): Readonly<Record<string, string>> {
    return {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${this.#options.target}.${action}`,
    };
  }
}

/** Reads an answer; what is null is left out, as the SDK does. */
function parse<T>(text: string): OnWire<T> {
  const dropNull = (_: string, value: unknown) => value ?? undefined;
  return JSON.parse(text || "{}", text.includes(":null") ? dropNull : undefined);
}

/** The name is in a header or in the body, with a namespace before it or a URL after it. */
function readError(text: string, headers: Headers): readonly [string, string] | undefined {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    // A proxy or a load balancer answered, in HTML.
  }
  const bag: Record<string, unknown> = typeof said === "object" && said !== null ? { ...said } : {};
  const named = headers.get("x-amzn-errortype") ?? bag["__type"] ?? bag["code"];
  if (named === undefined) return undefined;
  const name = String(named).replace(/:.*$/, "").replace(/^.*#/, "");
  return [name, String(bag["message"] ?? bag["Message"] ?? name)];
}
