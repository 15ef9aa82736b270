/**
 * Everything that can go wrong on a data channel, switched on and off while it runs; all off by
 * default. Each field is read when it is needed, so a test may change it in the middle of a session.
 */

import { noPortFaults, type PortFaults } from "./port_faults.ts";

/**
 * Which frames of one direction are hit. Frames are counted from 0 over a session's whole life,
 * reconnections and acknowledgements included. A fraction draws from `seed`, so a run repeats.
 */
export interface Which {
  readonly nth?: readonly number[];
  /** 0 to 1. */
  readonly fraction?: number;
}

/** Faults of one direction. */
export interface DirectionFaults {
  drop: Which;
  /** Sent twice. */
  duplicate: Which;
  /** Held back until the next one has passed (or for 50 ms). */
  reorder: Which;
  /** Passed on with a digest that does not fit. */
  corruptDigest: Which;
  /** Every frame arrives this much later, in order. */
  latencyMs: number;
  /** A frame takes this long to pass, one after the other: a slow link. */
  perFrameMs: number;
}

export interface ChannelFaults {
  seed: number;
  /** Of port sessions only. */
  port: PortFaults;
  toClient: DirectionFaults;
  fromClient: DirectionFaults;

  /**
   * Cut the websocket when the frame of that count passes. Without a close frame the cut needs the
   * connection to run through a cable (see cable.ts); otherwise the gateway says so and fails.
   */
  cut: {
    readonly direction: "toClient" | "fromClient";
    readonly nth: readonly number[];
    readonly closeFrame: boolean;
  } | undefined;
  /** From this count of frames to the client on, nothing moves any more; a cable is frozen too. */
  deadAfter: number | undefined;

  /** Answer a websocket upgrade with this HTTP status. */
  refuseConnection: number | undefined;
  /** The same, but only from the second connection of a session on. */
  refuseReconnection: number | undefined;
  /** Take that many further connections and close each at once. */
  acceptAndClose: number;
  /** Treat every token as wrong: the socket closes. */
  refuseToken: boolean;
  /** Take the token, then never say or do anything. */
  silent: boolean;
  /** For the SSM API: ResumeSession answers with an error, or without a token (session is over). */
  refuseResume: "error" | "no token" | undefined;

  /**
   * "always" shakes hands; "never" is an agent that begins with output. "as agent" is what
   * amazon-ssm-agent 3.3 does for ECS Exec: only when the session is encrypted
   * (agent/session/plugins/singlecommand/singlecommand.go, RequireHandshake).
   */
  handshake: "always" | "never" | "as agent";
  /** The handshake also asks for an action no client knows. */
  unknownAction: boolean;
  /** Session type named in the handshake. */
  sessionType: string;
  agentVersion: string;
  /** Message for the person, sent with HandshakeComplete. */
  customerMessage: string;
  /** The real agent gives up after 15 s. */
  handshakeTimeoutMs: number;
  /** How long after the client's token the agent appears. */
  agentStartMs: number;
  /** The real agent waits 1 s before it first reads the terminal. */
  firstReadMs: number;
  /** The real agent waits 1 ms after each read of at most 1024 bytes, so ≤ 1 MB/s. */
  betweenReadsMs: number;
  /** The real agent waits 2 s before it reports a command that cannot be started. */
  startFailureMs: number;
  /**
   * Refuse (do not acknowledge) messages between HandshakeComplete and the running command, as the
   * real agent does. Off: they wait those few milliseconds, which spares a retransmission.
   */
  refuseUntilStarted: boolean;
  /** The gateway ends a session without input for so long (real: 20 minutes). */
  idleTimeoutMs: number | undefined;
  /** How often the agent looks at its oldest unacknowledged message. */
  resendTickMs: number;
  /**
   * Messages the agent leaves unacknowledged before it stops reading the terminal. The real agent
   * has no such limit (it keeps 100,000 and sends the rest once); the fake has, to stay small.
   */
  window: number;
  /**
   * One reader takes acknowledgements and input in turn and blocks in the write to the terminal
   * (amazon-ssm-agent, datachannel.go): a command that does not read stops all that is behind.
   */
  oneReader: boolean;
  /**
   * Numbers of input messages that are written to the terminal and, because the agent's own
   * websocket breaks just then, neither acknowledged nor counted: their repeat is written again.
   */
  readonly twice: Set<number>;
  /** Agents before 3.2.985.0 do not acknowledge again what they have already. */
  silentOnRepeats: boolean;
  /** The agent's process is gone, or has given up reconnecting; the gateway says nothing of it. */
  agentGone: boolean;
}

/** The habits of the real agent that the fake one leaves out to be quick; times are the agent's. */
export function asRealAgent(faults: ChannelFaults): void {
  Object.assign(faults, {
    handshake: "as agent",
    firstReadMs: 1_000,
    betweenReadsMs: 1,
    startFailureMs: 2_000,
    refuseUntilStarted: true,
    window: Infinity,
    oneReader: true,
  });
}

/** No fault at all, and no waiting. */
export function noChannelFaults(): ChannelFaults {
  const direction = (): DirectionFaults => ({
    drop: {},
    duplicate: {},
    reorder: {},
    corruptDigest: {},
    latencyMs: 0,
    perFrameMs: 0,
  });
  return {
    seed: 1,
    port: noPortFaults(),
    toClient: direction(),
    fromClient: direction(),
    cut: undefined,
    deadAfter: undefined,
    refuseConnection: undefined,
    refuseReconnection: undefined,
    acceptAndClose: 0,
    refuseToken: false,
    silent: false,
    refuseResume: undefined,
    handshake: "always",
    unknownAction: false,
    sessionType: "InteractiveCommands",
    agentVersion: "3.3.0.0",
    customerMessage: "",
    handshakeTimeoutMs: 15_000,
    agentStartMs: 0,
    firstReadMs: 0,
    betweenReadsMs: 0,
    startFailureMs: 0,
    refuseUntilStarted: false,
    idleTimeoutMs: undefined,
    resendTickMs: 100,
    window: 64,
    oneReader: false,
    twice: new Set(),
    silentOnRepeats: false,
    agentGone: false,
  };
}
