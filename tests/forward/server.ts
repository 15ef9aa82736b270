// A TCP server on a free port of loopback, as the far end of a forward.

/** A running server. */
export interface Server extends AsyncDisposable {
  readonly port: number;
  /** Connections that came, in order. */
  readonly connections: readonly Deno.TcpConn[];
}

/** Answers each connection by `answer`, which may throw when the other side is gone. */
export function listenOn(
  answer: (connection: Deno.TcpConn) => Promise<void>,
  where: { readonly hostname?: string; readonly port?: number } = {},
): Server {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0, ...where });
  const connections: Deno.TcpConn[] = [];
  const running = new Set<Promise<void>>();
  const serve = async (connection: Deno.TcpConn) => {
    try {
      await answer(connection);
    } catch {
      // Gone on the other side, or closed by the test's end.
    }
    shut(connection);
  };
  const accepting = (async () => {
    for await (const connection of listener) {
      connections.push(connection);
      const work = serve(connection).finally(() => running.delete(work));
      running.add(work);
    }
  })();
  return {
    port: listener.addr.port,
    connections,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of connections) shut(connection);
      await accepting;
      await Promise.all(running);
    },
  };
}

/** Closes a connection that may be closed already. */
export function shut(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/** Writes all of it. */
export async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}
