// AWS Systems Manager: a port session's start, and for any session that is already there a new token
// after a cut, and its end. Loaded only when one of them is needed.
import { keepSecret } from "../secrets.ts";
import type * as Sdk from "@aws-sdk/client-ssm";
import { type DebugLog, logged } from "./api/call.ts";
import { JsonApi } from "./api/json_api.ts";
import { explainRefusal } from "./api/refusal.ts";
import { Retries } from "./api/retry.ts";
import type { Identity } from "./credentials/identity.ts";
import { clientConfig, type SdkConfig } from "./credentials/sdk.ts";
import type { Session } from "../session/session.ts";

/** What a session is started with. */
export interface StartSession {
  /** `ecs:<cluster name>_<task id>_<runtime id>`. */
  readonly target: string;
  /** Name of an SSM document that opens sessions of type Port. */
  readonly document: string;
  /** Of the document; AWS wants a list of one text for each, numbers too. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Shown beside the session in AWS's own lists. */
  readonly reason: string;
}

/** ssm:StartSession, which is another permission than ecs:ExecuteCommand. */
export async function startSession(
  { config, identity, debug, endpoint }: {
    readonly config: SdkConfig;
    readonly identity: Identity;
    readonly debug: DebugLog;
    /** The URL that SSM is asked at. */
    readonly endpoint: string;
  },
  { target, document, parameters, reason }: StartSession,
): Promise<Session> {
  const retries = new Retries(config.settings.maxAttempts);
  const turn = <T>(_: string, send: () => Promise<T>) => send();
  const api = new JsonApi({
    ...config,
    endpoint,
    service: "ssm",
    target: "AmazonSSM",
    retries,
    turn,
  });
  const input: Sdk.StartSessionRequest = {
    Target: target,
    DocumentName: document,
    Reason: reason,
    Parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, [value]]),
    ),
  };
  const asked = { service: "ssm", action: "StartSession", input, identity };
  const { SessionId, StreamUrl, TokenValue } = await logged(
    { ...asked, debug },
    () => api.call<Sdk.StartSessionResponse>("StartSession", input),
  );
  if (SessionId === undefined || StreamUrl === undefined || TokenValue === undefined) {
    throw explainRefusal(new Error("StartSession answered without a session"), asked);
  }
  keepSecret(TokenValue);
  return { sessionId: SessionId, streamUrl: StreamUrl, tokenValue: TokenValue };
}

/** What ends and resumes sessions. */
export interface SessionCalls {
  /** ssm:ResumeSession's token; undefined: the session is over. */
  readonly resume: () => Promise<string | undefined>;
  /** ssm:TerminateSession. */
  readonly terminate: () => Promise<void>;
}

/** The calls for one session. */
export function sessionCalls(
  config: SdkConfig,
  identity: Identity,
  debug: DebugLog,
  sessionId: string,
): SessionCalls {
  const input = { SessionId: sessionId };
  const call = (action: string) => ({ service: "ssm", action, input, identity, debug });
  const open = async () => {
    const sdk = await import("@aws-sdk/client-ssm");
    return { sdk, client: new sdk.SSMClient(await clientConfig(config, "SSM")) };
  };
  return {
    async resume() {
      const { sdk, client } = await open();
      const { TokenValue } = await logged(
        call("ResumeSession"),
        () => client.send(new sdk.ResumeSessionCommand(input)),
      );
      keepSecret(TokenValue);
      return TokenValue || undefined;
    },
    async terminate() {
      const { sdk, client } = await open();
      await logged(
        call("TerminateSession"),
        () => client.send(new sdk.TerminateSessionCommand(input)),
      );
    },
  };
}
