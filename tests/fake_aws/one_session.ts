/** A gateway with a single session behind a cable: the smallest fake AWS a channel test needs. */
import { type Cable, layCable } from "./cable.ts";
import { type ChannelFaults, noChannelFaults } from "./channel_faults.ts";
import { ChannelLog } from "./channel_log.ts";
import { disposeSession, serveDataChannel } from "./gateway.ts";
import { RawClient, type RawClientOptions } from "./raw_client.ts";
import type { ServedSession } from "./surroundings.ts";

export interface OneSession extends AsyncDisposable {
  readonly session: ServedSession;
  readonly faults: ChannelFaults;
  readonly log: ChannelLog;
  readonly cable: Cable;
  /** Stream URL of the session, through the cable. */
  readonly url: string;
  connect(options?: Partial<RawClientOptions>): Promise<RawClient>;
}

/** Serves one session that runs `command`. */
export function serveOneSession(
  command: string,
  given: Partial<ServedSession> = {},
): OneSession {
  const session: ServedSession = {
    sessionId: "ecs-execute-command-0123456789abcdef0",
    tokenValue: "token-1",
    cluster: "prod",
    taskId: "4f2c9a0d5b1e4c7d8a6f3e2b1c0d9e8f",
    runtimeId: "4f2c9a0d5b1e4c7d8a6f3e2b1c0d9e8f-2531612879",
    container: { name: "app" },
    command,
    terminated: false,
    ...given,
  };
  const faults = noChannelFaults();
  const log = new ChannelLog();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => serveDataChannel(request, session, faults, log),
  );
  const cable = layCable(server.addr.port);
  const url =
    `ws://127.0.0.1:${cable.port}/v1/data-channel/${session.sessionId}?role=publish_subscribe`;
  return {
    session,
    faults,
    log,
    cable,
    url,
    connect: (options) => RawClient.connect(url, { token: session.tokenValue, ...options }),
    async [Symbol.asyncDispose]() {
      await disposeSession(session);
      await cable[Symbol.asyncDispose]();
      await server.shutdown();
    },
  };
}
