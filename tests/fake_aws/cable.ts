/**
 * A TCP cable in front of the fake gateway that can be pulled or frozen: the only honest way to end
 * a websocket without a close frame, or to leave pings unanswered while the connection stays open.
 *
 * It marks each request with `x-cable`, by which the gateway finds the connection's cable again.
 */

const header = "x-cable";
const cables = new Map<string, CableEnd>();

/** One connection through a cable. */
export interface CableEnd {
  /** Ends the connection on both sides, without a word. */
  pull(): void;
  /** Nothing passes any more, either way; the connection stays open. */
  freeze(): void;
}

/** A listener that leads to another port of this machine. */
export interface Cable extends AsyncDisposable {
  readonly port: number;
  /** Connections open through it now. */
  readonly ends: ReadonlySet<CableEnd>;
}

/** The cable a request came through, if any. */
export function cableOf(request: Request): CableEnd | undefined {
  return cables.get(request.headers.get(header) ?? "");
}

/** Listens on a free loopback port and leads to `targetPort`. */
export function layCable(targetPort: number): Cable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const ends = new Set<CableEnd>();
  const running = new Set<Promise<void>>();
  const accepting = (async () => {
    for await (const near of listener) {
      const work = lead(near, targetPort, ends).finally(() => running.delete(work));
      running.add(work);
    }
  })();
  return {
    port: listener.addr.port,
    ends,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const end of [...ends]) end.pull();
      await accepting;
      await Promise.all(running);
    },
  };
}

async function lead(near: Deno.TcpConn, port: number, ends: Set<CableEnd>): Promise<void> {
  const far = await Deno.connect({ hostname: "127.0.0.1", port });
  // Without it two small frames one after the other are 40 ms apart: Nagle's algorithm on this side
  // waits for the delayed acknowledgement of the other. That is the cable's, not the gateway's.
  near.setNoDelay();
  far.setNoDelay();
  const name = crypto.randomUUID();
  const pulled = Promise.withResolvers<void>();
  let frozen = false;
  const end: CableEnd = {
    pull: () => pulled.resolve(),
    freeze: () => {
      frozen = true;
    },
  };
  ends.add(end);
  cables.set(name, end);
  const passing = () => !frozen;
  const both = Promise.all([
    copy(near, far, passing, (first) => marked(first, name)),
    copy(far, near, passing),
  ]);
  await Promise.race([both, pulled.promise]);
  close(near);
  close(far);
  pulled.resolve();
  await both;
  ends.delete(end);
  cables.delete(name);
}

async function copy(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  passing: () => boolean,
  first: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  let change = first;
  try {
    for (let count; (count = await from.read(buffer)) !== null;) {
      let bytes = change(buffer.subarray(0, count));
      change = (same) => same;
      // A frozen cable swallows: whoever sends into it learns nothing.
      while (passing() && bytes.length > 0) bytes = bytes.subarray(await to.write(bytes));
    }
    if (passing()) await to.closeWrite();
  } catch {
    // Pulled, or one side went away: the other learns it by the closed connection.
  }
}

/** A request's head with the cable's name put in after the request line. */
function marked(head: Uint8Array, name: string): Uint8Array {
  const lineEnd = head.indexOf(10) + 1;
  const mark = new TextEncoder().encode(`${header}: ${name}\r\n`);
  const out = new Uint8Array(head.length + mark.length);
  out.set(head.subarray(0, lineEnd));
  out.set(mark, lineEnd);
  out.set(head.subarray(lineEnd), lineEnd + mark.length);
  return out;
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
