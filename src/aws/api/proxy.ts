// The proxy that requests go through, as Deno's fetch takes it from the environment. What is set and
// cannot be one is said before anything is asked: fetch would go without it, or blame AWS's name.
import type { Env } from "../../environment.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { settingLine, unsettingLine } from "../../pasteable.ts";
import { withoutUserInfo } from "../../secrets.ts";

/** Those for AWS's own endpoints, and those for http:// ones; the first that is set counts. */
const HTTPS = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] as const;
const HTTP = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] as const;

/** A proxy setting. */
export interface Proxy {
  readonly variable: (typeof HTTPS | typeof HTTP)[number];
  /** Its value, without user and password. */
  readonly shown: string;
  /** Why it cannot be one. */
  readonly fault?: string;
}

/** The proxy for a kind of URL; undefined where none is set. Whether NO_PROXY excepts is not asked. */
export function proxyFor(scheme: "https" | "http", env: Env): Proxy | undefined {
  const variable = (scheme === "https" ? HTTPS : HTTP).find((name) => env(name) !== undefined);
  if (variable === undefined) return undefined;
  const value = env(variable) ?? "";
  const fault = faultOf(value);
  return {
    variable,
    shown: withoutUserInfo(value),
    ...(fault !== undefined ? { fault } : {}),
  };
}

/** Whether NO_PROXY (or no_proxy) excepts a host: by name, by a name's end, by `*`. */
export function isExcepted(host: string, env: Env): boolean {
  const names = (env("NO_PROXY") ?? env("no_proxy") ?? "").split(",").map((name) => name.trim());
  return names.some((name) => {
    if (name === "") return false;
    if (name === "*") return true;
    const bare = name.replace(/^\*?\./, "").replace(/:\d+$/, "");
    return host === bare || host.endsWith(`.${bare}`);
  });
}

/** Throws an EcsinError for a proxy setting that cannot be one. */
export function checkProxies(env: Env): void {
  for (const scheme of ["https", "http"] as const) {
    const proxy = proxyFor(scheme, env);
    if (proxy?.fault === undefined) continue;
    const { variable, fault } = proxy;
    throw new EcsinError({
      id: "proxy-malformed",
      what: `the proxy in ${variable} cannot be used: ${fault}`,
      why: "no request is sent until it is corrected",
      next: [settingLine(variable, "http://HOST:PORT"), unsettingLine([variable])],
      exitCode: EXIT.configuration,
    });
  }
}

/** Never the value: a password may be in it. */
function faultOf(value: string): string | undefined {
  if (/^["'“”]|["'“”]$/.test(value)) return "it has quotes around it";
  if (/^\s|\s$/.test(value)) return "it has a space at its start or end";
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(url)) return "it is not a URL";
  const { protocol, hostname } = new URL(url);
  if (hostname === "") return "it has no host";
  return /^(https?|socks[45]?[ah]?):$/.test(protocol)
    ? undefined
    : `its scheme is ${protocol.slice(0, -1)}, and not http`;
}
