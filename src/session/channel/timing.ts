// How long the client waits for what; all in milliseconds.

/** The client's patience. */
export interface Timing {
  /** For one websocket to open. */
  readonly connect: number;
  /** Between looks at what is to be sent again (both real sides: 100). */
  readonly tick: number;
  /** Between pings. */
  readonly ping: number;
  /** Without a sign of life from a gateway that has answered a ping before. */
  readonly dead: number;
  /** Connections tried in a row without a frame from the gateway. */
  readonly tries: number;
  /** The same where none ever came: a token that is refused looks so. */
  readonly firstTries: number;
  /** How long a connection is away before it is said. */
  readonly quiet: number;
  /** Without an answer from the agent to what it was sent, over an open connection. */
  readonly unanswered: number;
  /** Before the second try; doubled for each further one. */
  readonly retryFirst: number;
  readonly retryMost: number;
  /** After the agent has taken a message without asking for a handshake. */
  readonly noHandshake: number;
  /** For the agent to answer that it ends the session. */
  readonly leave: number;
  /** Between looks at the task. */
  readonly watch: number;
  /** After which AWS ends a session without input ("ECS Exec considerations": 20 minutes). */
  readonly idle: number;
}

/** As ecsin waits; 12 tries take a little more than a minute. */
export const TIMING: Timing = {
  connect: 10_000,
  tick: 100,
  ping: 5_000,
  dead: 12_000,
  tries: 12,
  firstTries: 6,
  quiet: 2_000,
  unanswered: 25_000,
  retryFirst: 200,
  retryMost: 10_000,
  noHandshake: 1_500,
  leave: 500,
  watch: 10_000,
  idle: 20 * 60_000,
};

/** Resolves after so long, or at once when `signal` is aborted. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
