// One call of AWS's SDK: a line for --debug with its milliseconds, tries and request id, and AWS's
// "no" in words. Inputs and answers are never logged: they hold commands, names and tokens.
import type { Identity } from "../credentials/identity.ts";
import { request } from "../../trace.ts";
import { explainRefusal } from "./refusal.ts";

/** One line for --debug. */
export type DebugLog = (line: string) => void;

/** What is called, as whom. */
export interface Call {
  /** IAM's prefix of the action, such as `ecs`. */
  readonly service: string;
  readonly action: string;
  readonly input: object;
  readonly identity: Identity;
  readonly debug: DebugLog;
}

/** Sends; throws an EcsinError and nothing else. */
export async function logged<
  T extends { readonly $metadata: { attempts?: number; requestId?: string } },
>(
  { service, action, input, identity, debug }: Call,
  send: () => Promise<T>,
): Promise<T> {
  const start = performance.now();
  const log = (outcome: string) => {
    request(`${service} ${action}`, start);
    debug(`${service} ${action} ${Math.round(performance.now() - start)} ms ${outcome}`);
  };
  try {
    const answer = await send();
    const { attempts = 1, requestId = "-" } = answer.$metadata;
    log(`ok attempts=${attempts} request=${requestId}`);
    return answer;
  } catch (error) {
    const refusal = explainRefusal(error, { action, service, input, identity });
    const { aws } = refusal.failure;
    const outcome = aws?.name ?? refusal.failure.id;
    log(`${outcome} attempts=${attemptsOf(error)} request=${aws?.requestId ?? "-"}`);
    throw refusal;
  }
}

function attemptsOf(error: unknown): number {
  const metadata: unknown = typeof error === "object" && error !== null
    ? Reflect.get(error, "$metadata")
    : undefined;
  const attempts: unknown = typeof metadata === "object" && metadata !== null
    ? Reflect.get(metadata, "attempts")
    : undefined;
  return typeof attempts === "number" ? attempts : 1;
}
