/**
 * Where a port session's agent gets to: real TCP on loopback, by the container's own names and
 * ports. What a container does not name is dialled as it is, if it is this machine.
 */

/** The other end of a name and port as the container sees it. */
export type Reached =
  /** A port of 127.0.0.1. */
  | number
  /** Nobody listens. */
  | "refused"
  /** Nobody ever answers: a firewall that drops. */
  | "silent";

/** By `host:port`; `localhost:8080` is the container's own port. */
export type Network = Readonly<Record<string, Reached>>;

/** Dials as the agent does; throws in its words. The signal ends one that nobody answers. */
export async function dial(
  host: string | undefined,
  port: string,
  network: Network,
  over: AbortSignal,
): Promise<Deno.TcpConn> {
  const name = host === undefined || host === "" ? "localhost" : host;
  const found = network[`${name}:${port}`];
  if (found === "silent") {
    await new Promise<void>((resolve) => {
      if (over.aborted) resolve();
      over.addEventListener("abort", () => resolve(), { once: true });
    });
    throw new Error(`dial tcp: ${name}:${port}: i/o timeout`);
  }
  if (found === "refused") throw new Error(`dial tcp ${name}:${port}: connect: connection refused`);
  if (found !== undefined) return await connect("127.0.0.1", found);
  if (name === "localhost") {
    // Go tries both.
    return await connect("127.0.0.1", Number(port)).catch(() => connect("::1", Number(port)));
  }
  if (/^(127\.|::1$)/.test(name)) return await connect(name, Number(port));
  // The agent resolves first and dials each address; of a name without any it says only this.
  throw new Error("missing address");
}

async function connect(hostname: string, port: number): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname, port });
  connection.setNoDelay();
  return connection;
}

/** Addresses that the agent never forwards to (agent/session/plugins/port: DeniedPortForwardingRemoteIPs). */
export function isDenied(host: string | undefined): boolean {
  return /^169\.254\.169\.(254|253|123|250|251)$/.test(host ?? "") ||
    /^fd00:ec2::(254|253|123|250|251)$/i.test(host ?? "");
}
