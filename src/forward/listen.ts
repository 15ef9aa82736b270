// The end on this machine: bound before anything is asked of AWS, on both loopback addresses, because
// programs take `localhost` for either one. A port that is taken is told with the process that has it.
import { createServer, type Server, type Socket } from "node:net";
import { PeerLooks } from "./gone.ts";
import { type LocalConnection, localConnection } from "./local.ts";
import { bracketed, type LocalEnd } from "./spec.ts";
import { isBusy, portUnusable, socketUnusable } from "./unusable.ts";

/** A bound end; connections wait until {@link Listener.serve} is called. */
export interface Listener {
  /** What programs are told: `127.0.0.1`, an address of --bind, or the socket's path. */
  readonly host: string;
  /** The port that was bound; undefined for a unix socket. */
  readonly port?: number;
  /** As it is shown: `localhost:8080`, or a path. */
  readonly words: string;
  /** Others than this machine can connect. */
  readonly isOpen: boolean;
  /** Hands each connection on, those that waited too. */
  serve(take: (connection: LocalConnection) => void): void;
  close(): void;
}

const LOOPBACKS = ["127.0.0.1", "::1"];
/** Any address of this machine alone. */
const LOOPBACK = /^(::ffff:)?127\.|^::1$/;
/** A port that is free on one loopback address may be taken on the other. */
const FREE_PORT_TRIES = 20;

/** Binds; throws an {@link EcsinError} that says who has it. `freeWords` is what to ask for instead. */
export async function bindLocal(
  end: LocalEnd,
  address: string | undefined,
  freeWords: string,
): Promise<Listener> {
  if (end.kind === "socket") return await bindSocket(end.path);
  if (address !== undefined && address !== "localhost") {
    const all = await bindAll([address], end.port, freeWords);
    // Every address of this machine is one, for a program on it.
    const host = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
    return listenerOf(all, host, `${bracketed(address)}:`);
  }
  return listenerOf(await bindAll(LOOPBACKS, end.port, freeWords), "127.0.0.1", "localhost:");
}

/** A server that keeps what connects before anybody serves. */
interface Bound {
  readonly server: Server;
  readonly port: number;
  /** What a name stood for; undefined for a unix socket. */
  readonly address: string | undefined;
  readonly waiting: LocalConnection[];
  take: ((connection: LocalConnection) => void) | undefined;
}

async function bindAll(
  addresses: readonly string[],
  port: number,
  freeWords: string,
): Promise<readonly Bound[]> {
  for (let tries = 1;; tries++) {
    const bound: Bound[] = [];
    try {
      for (const host of addresses) {
        const isFirst = bound.length === 0;
        try {
          bound.push(await bind({ host, port: bound[0]?.port ?? port }));
        } catch (error) {
          // A machine without IPv6 has no ::1.
          if (isFirst || isBusy(error)) throw error;
        }
      }
      return bound;
    } catch (error) {
      for (const { server } of bound) server.close();
      if (port === 0 && isBusy(error) && tries < FREE_PORT_TRIES) continue;
      throw await portUnusable(error, port, addresses, freeWords);
    }
  }
}

function bind(where: { readonly host: string; readonly port: number } | { readonly path: string }) {
  const bound = Promise.withResolvers<Bound>();
  const waiting: LocalConnection[] = [];
  let looks: PeerLooks | undefined;
  let mine: Bound | undefined;
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: false }, (socket) => {
    socket.setNoDelay(true);
    // Listened to from the start: a program that breaks its connection while it waits is no fault.
    const connection = localConnection(socket, goneOf(socket, looks));
    if (mine?.take === undefined) waiting.push(connection);
    else mine.take(connection);
  });
  server.on("error", (error: Error) => bound.reject(error));
  server.listen(where, () => {
    const told = server.address();
    const { address, port } = typeof told === "object" && told !== null
      ? told
      : { address: undefined, port: 0 };
    looks = new PeerLooks(port);
    mine = { server, port, address, waiting, take: undefined };
    bound.resolve(mine);
  });
  return bound.promise;
}

function listenerOf(all: readonly Bound[], host: string, words: string, path?: string): Listener {
  const [first] = all;
  const port = first?.port ?? 0;
  return {
    host,
    ...(path === undefined ? { port } : {}),
    words: path ?? `${words}${port}`,
    isOpen: all.some(({ address }) => address !== undefined && !LOOPBACK.test(address)),
    serve(take) {
      for (const bound of all) {
        bound.take = take;
        for (const connection of bound.waiting.splice(0)) take(connection);
      }
    },
    close() {
      for (const { server, waiting } of all) {
        for (const connection of waiting) connection.close();
        server.close();
      }
    },
  };
}

/** Asked only of a program of this machine. */
function goneOf(
  { remoteAddress, remotePort }: Socket,
  looks: PeerLooks | undefined,
): (() => Promise<boolean | undefined>) | undefined {
  if (remotePort === undefined || looks === undefined) return undefined;
  if (!LOOPBACK.test(remoteAddress ?? "")) return undefined;
  return () => looks.isGone(remotePort);
}

// ---- unix sockets

async function bindSocket(path: string): Promise<Listener> {
  if (Deno.build.os === "windows") {
    throw socketUnusable(path, "ecsin has no such sockets on Windows");
  }
  await removeStale(path);
  try {
    const bound = await bind({ path });
    // Who may connect gets what the task gets.
    await Deno.chmod(path, 0o600);
    const listener = listenerOf([bound], path, "", path);
    return {
      ...listener,
      close() {
        listener.close();
        try {
          Deno.removeSync(path);
        } catch {
          // The server's own end removed it, or somebody else.
        }
      },
    };
  } catch (error) {
    throw socketUnusable(path, error instanceof Error ? error.message : String(error));
  }
}

/** Takes away a socket that a program left behind when it was killed, and nothing else. */
async function removeStale(path: string): Promise<void> {
  const found = await Deno.lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (found.isSocket !== true) throw socketUnusable(path, "there is a file of that name");
  try {
    (await Deno.connect({ transport: "unix", path })).close();
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionRefused)) {
      throw socketUnusable(path, String(error));
    }
    await Deno.remove(path);
    return;
  }
  throw socketUnusable(path, "another program listens on it");
}
