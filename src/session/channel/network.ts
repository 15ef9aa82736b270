// What stands between this machine and the gateway: a proxy that is told by CONNECT where to go, and
// certificates of a company's own. `ws` knows of neither HTTPS_PROXY nor AWS_CA_BUNDLE.
import type { Env } from "../../environment.ts";
import { connect } from "node:tls";
import type { ClientOptions } from "ws";

/** The way to the gateway. */
export interface Network {
  /** URL of the proxy, perhaps with a password in it. */
  readonly proxy?: string;
  /** Certificates in PEM that are trusted besides the usual ones. */
  readonly ca?: string;
}

/** A proxy's answer has to end by then. */
const HEAD_MOST_BYTES = 16_384;

/** The proxy for a URL, by HTTPS_PROXY and NO_PROXY; undefined: none. */
export function proxyFor(
  url: string,
  env: Env,
): string | undefined {
  const { protocol, hostname } = new URL(url);
  const proxy = env("HTTPS_PROXY") ?? env("https_proxy");
  if (protocol !== "wss:" || proxy === undefined) return undefined;
  const past = (env("NO_PROXY") ?? env("no_proxy") ?? "").split(",").map((each) => each.trim());
  const isPast = past.some((each) => {
    const name = each.replace(/^\*?\./, "");
    return each === "*" || (name !== "" && (hostname === name || hostname.endsWith(`.${name}`)));
  });
  return isPast ? undefined : proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** What `ws` is told so that it goes this way. */
export function socketOptions(url: string, { proxy, ca }: Network): ClientOptions {
  const trusted = ca === undefined ? {} : { ca };
  if (proxy === undefined) return trusted;
  const { hostname, port } = new URL(url);
  const bridge = openBridge(new URL(proxy), `${hostname}:${port || 443}`);
  const createConnection = (options: unknown) =>
    connect({
      ...(typeof options === "object" ? options : {}),
      host: "127.0.0.1",
      port: bridge,
      servername: hostname,
    });
  return { ...trusted, createConnection };
}

/** A port of this machine that leads one connection through the proxy to `target`. */
function openBridge(proxy: URL, target: string): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  void (async () => {
    const near = await listener.accept();
    listener.close();
    try {
      const far = await throughProxy(proxy, target);
      await Promise.all([
        near.readable.pipeTo(far.writable),
        far.readable.pipeTo(near.writable),
      ]);
    } catch {
      // Whichever side ended first; `ws` is told by the end of its connection.
      closeQuietly(near);
    }
  })();
  return listener.addr.port;
}

async function throughProxy(proxy: URL, target: string): Promise<Deno.Conn> {
  const { protocol, hostname, username, password } = proxy;
  const port = Number(proxy.port) || (protocol === "https:" ? 443 : 80);
  const open = protocol === "https:" ? Deno.connectTls : Deno.connect;
  const far = await open({ hostname, port });
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const lines = [
    `CONNECT ${target} HTTP/1.1`,
    `Host: ${target}`,
    ...(username === "" ? [] : [
      `Proxy-Authorization: Basic ${new TextEncoder().encode(login).toBase64()}`,
    ]),
  ];
  const writer = far.writable.getWriter();
  await writer.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  writer.releaseLock();
  if (/^HTTP\/1\.[01] 2/.test(await headOf(far))) return far;
  closeQuietly(far);
  throw new Error("the proxy refuses");
}

/** The answer's head; a proxy says nothing more before it is spoken to. */
async function headOf(far: Deno.Conn): Promise<string> {
  const bytes = new Uint8Array(1_024);
  let head = "";
  while (!head.endsWith("\r\n\r\n") && head.length < HEAD_MOST_BYTES) {
    const count = await far.read(bytes);
    if (count === null) break;
    head += new TextDecoder("latin1").decode(bytes.subarray(0, count));
  }
  return head;
}

function closeQuietly(side: Deno.Conn): void {
  try {
    side.close();
  } catch {
    // It is closed already.
  }
}
