/** What can go wrong in a port session, beside what its channel can; all as the real agent by default. */
export interface PortFaults {
  /** A dial takes so long, and the next stream waits for it. */
  dialMs: number;
  /** Between the agent's keep-alives, where it runs them; smux.DefaultConfig. */
  keepAliveMs: number;
  /** Without any frame for so long, an agent that runs keep-alives ends the session. */
  keepAliveTimeoutMs: number;
  /** Properties that the gateway changes or adds, as a company's own document does. */
  properties: Readonly<Record<string, string>>;
  /** Output of a session that fails at its start, where it does. */
  failStart: string | undefined;
  /** Bytes of streams that nobody reads before the agent's reader stops (MaxReceiveBuffer). */
  receiveBufferBytes: number;
}

/** Nothing wrong. */
export function noPortFaults(): PortFaults {
  return {
    dialMs: 0,
    keepAliveMs: 10_000,
    keepAliveTimeoutMs: 30_000,
    properties: {},
    failStart: undefined,
    receiveBufferBytes: 4 * 1024 * 1024,
  };
}
