// What the client is opened with.
import type { Session } from "../session.ts";
import type { GenerateDataKey } from "./handshake.ts";
import type { SessionIo } from "./io.ts";
import type { Network } from "./network.ts";
import type { Timing } from "./timing.ts";

/** How a task that is going away looks. */
export interface TaskEnding {
  /** ECS's stop code and reason. */
  readonly why: string;
  /** Nothing of it runs any more. */
  readonly stopped: boolean;
}

/** Everything that the client needs of the world outside. */
export interface NativeOptions {
  readonly session: Session;
  /** `ecs:<cluster>_<task id>_<runtime id>`. */
  readonly ssmTarget: string;
  readonly io: SessionIo;
  /** The way to the gateway, where it is not plain. */
  readonly network?: Network;
  /** One character; without it nothing typed is an escape. */
  readonly escape?: string;
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
