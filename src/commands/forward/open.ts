// From bound ends to forwards that work: sessions opened, far ends looked at, everything counted.
import type { PortOpener } from "../../entry/port_opener.ts";
import { KEPT_ALIVE_MS } from "../../entry/port_flags.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { type Carrier, Forwarder, type ForwarderOptions } from "../../forward/forwarder.ts";
import type { Listener } from "../../forward/listen.ts";
import { Remote, type RemoteOptions } from "../../forward/remote.ts";
import { SocksServer } from "../../forward/socks_server.ts";
import { type Destination, destinationWords } from "../../forward/spec.ts";
import type { Shown } from "../../forward/status.ts";
import { refusedWords } from "../../forward/tell.ts";
import type { PortSession } from "../../session/port/session.ts";
import { say } from "../../terminal/say.ts";
import type { Bound } from "./bind.ts";
import type { ForwardFlags } from "./flags.ts";

/** One forward that works. */
export interface Ready {
  readonly name?: string;
  readonly forwarder: Forwarder;
  /** Whether the far end took a connection; undefined: it was not asked. */
  readonly reachable: boolean | undefined;
}

/** All of a command's forwards. */
export interface Forwards {
  readonly ready: readonly Ready[];
  readonly socks: SocksServer | undefined;
  /** Connections whose bytes may not all have come through; they are told by then. */
  lost(): number;
  /** As they are shown. */
  shown(): readonly Shown[];
  /** Resolves when one can never be had again. */
  readonly failed: Promise<EcsinError>;
  close(signal?: Deno.Signal): Promise<void>;
}

/** What opening needs. */
export interface OpenOptions {
  readonly opener: PortOpener;
  readonly bound: readonly Bound[];
  readonly socks: Listener | undefined;
  readonly flags: ForwardFlags;
  /** The line of `ecsin tunnel` for the same far end. */
  readonly asTunnel: (to: Destination) => string;
  readonly debug: (line: string) => void;
  readonly onChange: () => void;
  /** A far end that refuses ends everything, as a command would only fail: the line without the look. */
  readonly unprobed: string | undefined;
}

/** Opens; throws the first failure after everything else is closed again. */
export async function openForwards(options: OpenOptions): Promise<Forwards> {
  const { opener, bound, flags, asTunnel, debug, onChange, unprobed } = options;
  const remoteOptions: RemoteOptions = {
    open: async (to) => manyOnly(await opener.open(to), flags, asTunnel(to)),
    explain: (to, end) => opener.explain(to, end),
    sessions: flags.sessions,
    say,
    onChange,
    ...(flags.keepAlive ? { keepAliveMs: KEPT_ALIVE_MS } : {}),
  };
  const carrying: ForwarderOptions = { lingerMs: flags.linger, say, debug };
  const remotes = bound.map(({ forward }) => new Remote(forward.to, remoteOptions));
  const started = await Promise.allSettled(remotes.map((remote) => remote.start()));
  const closeAll = (signal?: Deno.Signal) =>
    Promise.all(remotes.map((remote) => remote.close(signal)));
  try {
    for (const each of started) if (each.status === "rejected") throw each.reason;
    const states = await Promise.all(
      remotes.map(async (remote) =>
        flags.probe !== false ? await probed(remote, unprobed) : undefined
      ),
    );
    const ready = bound.map(({ forward: { name }, listener }, at): Ready => ({
      ...(name !== undefined ? { name } : {}),
      forwarder: new Forwarder(listener, remotes[at] as Remote, carrying),
      reachable: states[at],
    }));
    const socks = options.socks === undefined
      ? undefined
      : new SocksServer(options.socks, { ...carrying, remote: remoteOptions });
    const carriers: readonly Carrier[] = [
      ...ready.map(({ forwarder }) => forwarder.carrier),
      ...socks === undefined ? [] : [socks.carrier],
    ];
    for (const { forwarder } of ready) forwarder.serve();
    socks?.serve();
    return {
      ready,
      socks,
      lost() {
        for (const carrier of carriers) carrier.tell();
        return carriers.reduce((sum, { traffic }) => sum + traffic.lost, 0);
      },
      shown: () => [
        ...ready.map(({ forwarder: { listener, remote, carrier } }) => ({
          local: listener.words,
          to: destinationWords(remote.to),
          state: remote.state,
          traffic: carrier.traffic,
        })),
        ...socks === undefined ? [] : [{
          local: socks.listener.words,
          to: `SOCKS (${socks.places.length} places)`,
          state: "up" as const,
          traffic: socks.carrier.traffic,
        }],
      ],
      failed: Promise.race(remotes.map(({ failed }) => failed)),
      async close(signal) {
        for (const carrier of carriers) carrier.stop();
        for (const { listener } of bound) listener.close();
        options.socks?.close();
        await Promise.all([closeAll(signal), socks?.close(signal)]);
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** A session that is one raw connection is no port. */
async function manyOnly(session: PortSession, { document = "" }: ForwardFlags, next: string) {
  if (session.mode !== "raw") return session;
  await session.leave();
  throw new EcsinError({
    id: "port-document-unknown",
    what: `document "${document}" opens one raw connection, and no port`,
    next,
    exitCode: EXIT.usage,
  });
}

/** Whether somebody answers; what refuses is said, or thrown. */
async function probed(remote: Remote, unprobed: string | undefined): Promise<boolean> {
  const state = await remote.probe();
  if (state === "open" || state === "finished") return true;
  if (state !== "refused" && remote.failure !== undefined) throw remote.failure;
  const words = state === "refused" ? refusedWords(remote.to) : "the session ended at once";
  if (unprobed === undefined) {
    say(`${words}; connections are tried all the same`);
    return false;
  }
  throw new EcsinError({
    id: "forward-refused",
    what: words,
    why: "the command behind -- was not run: it could not have connected",
    next: unprobed,
    exitCode: EXIT.failure,
  });
}
