// HTTP to AWS by Deno's own fetch, which keeps connections and goes through HTTPS_PROXY and
// NO_PROXY. Its one error for all that can happen on the way becomes one with Node's codes, which
// messages and the SDK's own rules for trying again are made of.
import type { Env } from "../../environment.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { unsettingLine } from "../../pasteable.ts";
import { caBundleRefused, readCaBundle } from "./ca_bundle.ts";
import { isExcepted, proxyFor } from "./proxy.ts";

/** AWS's CLI waits as long. */
const TIMEOUT_MS = 60_000;

/** A request that did not come to an answer. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  /** How often it was tried. */
  $metadata = { attempts: 1 };

  constructor(readonly code: string, message: string, options: ErrorOptions) {
    super(message, options);
  }
}

/** `fetch`, but that it throws {@link NetworkError} and follows no redirect. */
export type Http = (request: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** HTTP that trusts the certificates of a PEM file, where one is named, besides the usual ones. */
export function openHttp(caBundle?: string, env: Env = () => undefined): Http {
  const client = caBundle === undefined ? undefined : trusting(caBundle);
  return async (request, init) => {
    try {
      return await fetch(request, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...init,
        redirect: "manual",
        ...(client !== undefined ? { client } : {}),
      });
    } catch (error) {
      throw ofDenosOwn(error) ??
        networkError(error, request instanceof Request ? request.url : String(request), env);
    }
  };
}

/** An answer's text; throws {@link NetworkError} where it breaks off. */
export async function readBody(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw networkError(error, response.url, () => undefined);
  }
}

function trusting(caBundle: string): Deno.HttpClient {
  const caCerts = [...readCaBundle(caBundle)];
  try {
    return Deno.createHttpClient({ caCerts });
  } catch (error) {
    throw ofDenosOwn(error) ?? caBundleRefused(caBundle, error);
  }
}

/**
 * Where the fault is that of the certificates that Deno itself was told of. A compiled ecsin does not
 * read these variables.
 */
function ofDenosOwn(error: unknown): EcsinError | undefined {
  const said = wordsOf(error);
  // Deno's words in cli/args (2.9.6); of a file that AWS_CA_BUNDLE names it says something else.
  if (!/opening CA file|certificate store/.test(said)) return undefined;
  const name = said.includes("Unknown certificate store") ? "DENO_TLS_CA_STORE" : "DENO_CERT";
  return new EcsinError({
    id: "deno-certificates-unusable",
    what: `the certificates that ${name} names cannot be used`,
    why: [said, `${name} is read by Deno, which ecsin runs in`],
    next: unsettingLine([name]),
    exitCode: EXIT.configuration,
  }, { cause: error });
}

/** What Deno tells of a failed fetch, by Node's code for the same. */
const CODES: readonly (readonly [RegExp, string])[] = [
  [/certificate/i, "CERT_UNTRUSTED"],
  [/tunnel|proxy/i, "EPROXY"],
  [/dns error/i, "ENOTFOUND"],
  [/refused/i, "ECONNREFUSED"],
  [/reset|closed before|reading a body|broken pipe|eof|aborted/i, "ECONNRESET"],
  [/network is unreachable/i, "ENETUNREACH"],
  [/no route|unreachable/i, "EHOSTUNREACH"],
  [/timed out|timeout/i, "ETIMEDOUT"],
];

function networkError(error: unknown, url: string, env: Env): NetworkError {
  const said = wordsOf(error);
  const [, code = "ECONNECT"] = CODES.find(([words]) => words.test(said)) ?? [];
  const { host, hostname, protocol } = new URL(url);
  // The last part says it; what comes before repeats the URL.
  const last = said.slice(said.indexOf("client error") + 1).split(": ").slice(1).join(": ");
  const why = (last || said).replace(/ \(os error \d+\)$/, "");
  const proxy = proxyFor(protocol === "http:" ? "http" : "https", env);
  // Where a proxy is between, what was not reached is the proxy.
  if (proxy !== undefined && !isExcepted(hostname, env) && AT_CONNECT.test(code)) {
    const by = `through the proxy ${proxy.variable}=${proxy.shown}`;
    return new NetworkError("EPROXY", `connect ${host} ${by}: ${why}`, { cause: error });
  }
  return new NetworkError(code, `connect ${code} ${host}: ${why}`, { cause: error });
}

/** Codes of a connection that was never there. */
const AT_CONNECT = /^(EPROXY|ENOTFOUND|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ECONNECT)$/;

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
