// What a channel is opened with.
import type { Session } from "../session.ts";
import type { GenerateDataKey } from "./handshake.ts";
import type { Message } from "./message.ts";
import type { Network } from "./network.ts";
import type { Timing } from "./timing.ts";

/** How a task that is going away looks. */
export interface TaskEnding {
  /** ECS's stop code and reason. */
  readonly why: string;
  /** Nothing of it runs any more. */
  readonly stopped: boolean;
}

/** What a channel needs of AWS, whoever uses it. */
export interface ChannelOptions {
  readonly session: Session;
  /** `ecs:<cluster>_<task id>_<runtime id>`. */
  readonly ssmTarget: string;
  /** The way to the gateway, where it is not plain. */
  readonly network?: Network;
  /** A new token by ssm:ResumeSession; undefined: the session is over. Throws when refused. */
  readonly resume: () => Promise<string | undefined>;
  /** ssm:TerminateSession. */
  readonly terminate: () => Promise<void>;
  readonly generateDataKey: GenerateDataKey;
  /** Whether the task is going away. */
  readonly watchTask?: () => Promise<TaskEnding | undefined>;
  /** Ends the session here and there; its reason is the signal's name, if one did it. */
  readonly abort?: AbortSignal;
  readonly debug: (line: string) => void;
  readonly timing?: Partial<Timing>;
}

/** What a channel tells the one who uses it: a terminal, a wrapped command, forwarded ports. */
export interface ChannelUser {
  /** Session types that it can serve; the handshake of any other is refused. */
  readonly sessionTypes: readonly string[];
  /**
   * Messages whose turn has come, in order, as many as came together: output, stderr and flags,
   * opened where the session is encrypted; those of the handshake are the channel's own. More come
   * once the promise resolves, and meanwhile the network waits. A throw ends the session.
   */
  readonly take: (messages: readonly Message[]) => Promise<void>;
  /** A websocket is open, for the first time or again; what was not acknowledged is under way. */
  readonly opened?: () => void;
  /** Sends what the agent acknowledges and what changes nothing, to see whether it is there. */
  readonly probe?: () => void;
  /**
   * The agent has not answered for {@link Timing.unanswered}. Without it the person is told: a shell
   * whose program takes no input looks the same as an agent that is gone.
   */
  readonly unanswered?: (words: string) => void;
  /** One line of ecsin's own, for the person; that the connection is away, or back, is told apart. */
  readonly remark: (text: string, about?: "away" | "back") => void;
}

/** The session types of a shell or a command, which are the same to a client. */
export const SHELL_TYPES = ["Standard_Stream", "InteractiveCommands", "NonInteractiveCommands"];
