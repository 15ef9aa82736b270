// A session: what ExecuteCommand hands over, and how one ended.

/** ExecuteCommand's session. `tokenValue` is a secret: never in argv, a log or an error. */
export interface Session {
  readonly sessionId: string;
  readonly streamUrl: string;
  readonly tokenValue: string;
}

/** How a session ended, as far as the client could learn it. */
export type SessionEnd =
  /** The remote command ended by itself; `output` is what the agent said about it, often nothing. */
  | { readonly kind: "closed"; readonly output: string; readonly task?: string }
  /** The person left with the escape character, or ecsin was told to stop by a signal. */
  | { readonly kind: "left"; readonly signal?: Deno.Signal }
  /** The session was lost or never began; the reason in words. */
  | { readonly kind: "lost"; readonly why: string; readonly task?: string };
// `task` tells why the task is stopping, where that was seen during the session.
