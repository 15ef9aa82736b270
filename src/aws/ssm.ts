// AWS Systems Manager, for a session that is already there: a new token after a cut, and its end.
// Loaded only when one of the two is needed.
import { keepSecret } from "../secrets.ts";
import { type DebugLog, logged } from "./api/call.ts";
import type { Identity } from "./credentials/identity.ts";
import { clientConfig, type SdkConfig } from "./credentials/sdk.ts";

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
