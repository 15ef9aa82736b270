// The sessions that ExecuteCommand started: id, token and stream URL, and what SSM does with them.
import { ApiError } from "./api_call.ts";
import type { ChannelFaults } from "./channel_faults.ts";
import { terminateSession } from "./gateway.ts";
import type { ServedSession } from "./surroundings.ts";
import type { FakeContainer } from "./world.ts";

/** A session with the container it runs in. */
export interface FakeSession extends ServedSession {
  tokenValue: string;
  readonly container: FakeContainer;
}

/** All sessions of a fake AWS. */
export class Sessions {
  readonly all: FakeSession[] = [];

  /** `gateway` is the host and port that stream URLs lead to. */
  constructor(readonly gateway: string, readonly faults: ChannelFaults) {}

  /** Starts one. */
  start(given: Omit<FakeSession, "sessionId" | "tokenValue" | "terminated">): FakeSession & {
    readonly streamUrl: string;
  } {
    const session: FakeSession = {
      ...given,
      // ssm:StartSession names a session after its caller.
      sessionId: `${given.port === undefined ? "ecs-execute-command" : "ana"}-${
        random(9).slice(0, 17)
      }`,
      tokenValue: newToken(),
      terminated: false,
    };
    this.all.push(session);
    return { ...session, streamUrl: this.#urlOf(session) };
  }

  /** The session with this id. */
  find(sessionId: string): FakeSession | undefined {
    return this.all.find((each) => each.sessionId === sessionId);
  }

  /** ssm:ResumeSession: a new token for the same stream, or none when the session is over. */
  resume(sessionId: string): Record<string, unknown> {
    const session = this.#known(sessionId);
    if (this.faults.refuseResume === "error") {
      throw new ApiError("InternalServerError", "An error occurred on the server side.", 500);
    }
    if (this.faults.refuseResume === "no token" || session.terminated) {
      return { SessionId: sessionId };
    }
    session.tokenValue = newToken();
    return {
      SessionId: sessionId,
      TokenValue: session.tokenValue,
      StreamUrl: this.#urlOf(session),
    };
  }

  /** ssm:TerminateSession. */
  terminate(sessionId: string): Record<string, unknown> {
    terminateSession(this.#known(sessionId));
    return { SessionId: sessionId };
  }

  #known(sessionId: string): FakeSession {
    const session = this.find(sessionId);
    if (session !== undefined) return session;
    throw new ApiError("DoesNotExistException", `Session ${sessionId} does not exist.`);
  }

  #urlOf({ sessionId }: FakeSession): string {
    return `ws://${this.gateway}/v1/data-channel/${sessionId}?role=publish_subscribe`;
  }
}

/** As long as a real token, and as unguessable. */
function newToken(): string {
  return `AAEAA${random(120)}`;
}

function random(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toHex();
}
