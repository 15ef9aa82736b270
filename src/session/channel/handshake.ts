// The client's answers in a session's handshake: which session type it is, the data key of an
// encrypted session, the challenge that proves both have it. Unknown actions are refused as such.
// Agents shake hands for ECS Exec only where the session is encrypted (amazon-ssm-agent 3.3,
// singlecommand.go, RequireHandshake), so none of this may be waited for.
import { type DataKey, Encryption } from "./encryption.ts";
import { type Message, PAYLOAD, readJson } from "./message.ts";
import { wordsOf } from "./words.ts";

/** The version that ecsin speaks as; agents switch features by it (`1.3.0.0`: none are off). */
export const CLIENT_VERSION = "1.3.0.0";

/** Requests, and actions in all of them, that a handshake may have; agents have one, of two. */
const REQUESTS_MOST = 8;
const ACTIONS_MOST = 16;
const STATUS = { success: 1, failed: 2, unsupported: 3 } as const;

/** Asks KMS for a data key under the session's encryption context. */
export type GenerateDataKey = (
  keyId: string,
  context: Readonly<Record<string, string>>,
) => Promise<DataKey>;

/** What the handshake needs to know. */
export interface HandshakeOptions {
  readonly sessionId: string;
  /** `ecs:<cluster>_<task id>_<runtime id>`: part of the encryption context. */
  readonly ssmTarget: string;
  readonly generateDataKey: GenerateDataKey;
  /** Session types that are taken; any other is refused. */
  readonly sessionTypes: readonly string[];
}

/** What the agent said of the session in its request. */
export interface Agreed {
  readonly agentVersion: string;
  readonly sessionType: string;
  /** Of a `Port` session: portNumber, type and others, all strings; else empty. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A message to send back. */
export interface Reply {
  readonly payloadType: number;
  readonly payload: Uint8Array;
}

/** The talk before a session. */
export class Handshake {
  /** Set once the agent has named the data key's other half; see {@link Encryption}. */
  encryption: Encryption | undefined;
  /** Why the session cannot be had, in words; the agent then cancels it. */
  failure: string | undefined;
  /** Set by a request that names a session type that is taken. */
  agreed: Agreed | undefined;
  #requests = 0;
  #actions = 0;

  constructor(readonly options: HandshakeOptions) {}

  /** The answer to a HandshakeRequest or EncChallengeRequest; undefined for anything else. */
  async reply(message: Message): Promise<Reply | undefined> {
    if (message.payloadType === PAYLOAD.handshakeRequest) {
      if (++this.#requests > REQUESTS_MOST) return this.#refuse();
      return json(PAYLOAD.handshakeResponse, await this.#respond(message));
    }
    if (message.payloadType === PAYLOAD.challengeRequest) {
      if (++this.#requests > REQUESTS_MOST) return this.#refuse();
      return json(PAYLOAD.challengeResponse, { Challenge: await this.#meet(message) });
    }
    return undefined;
  }

  /** Each answer costs a message, and some a call to KMS. */
  #refuse(): undefined {
    this.failure ??= "the agent's handshake does not end";
  }

  async #respond(message: Message): Promise<unknown> {
    const request = readJson(message.payload);
    const requested = request?.["RequestedClientActions"];
    const agentVersion = String(request?.["AgentVersion"] ?? "");
    const actions: unknown[] = Array.isArray(requested) ? requested : [];
    this.#actions += actions.length;
    if (this.#actions > ACTIONS_MOST) return this.#refuse();
    const processed = [];
    for (const action of actions) {
      processed.push(await this.#process(fieldsOf(action), agentVersion));
    }
    const errors = processed.flatMap(({ Error }) => Error === "" ? [] : [Error]);
    return {
      ClientVersion: CLIENT_VERSION,
      ProcessedClientActions: processed,
      Errors: errors.length === 0 ? null : errors,
    };
  }

  async #process(action: Fields, agentVersion: string) {
    const type = String(action["ActionType"]);
    const parameters = fieldsOf(action["ActionParameters"]);
    const answer = (status: number, result: unknown = null, error = "") => ({
      ActionType: type,
      ActionStatus: status,
      ActionResult: result,
      Error: error,
    });
    const refuse = (status: number, why: string) => {
      this.failure ??= why;
      return answer(status, null, why);
    };
    if (type === "SessionType") {
      const sessionType = String(parameters["SessionType"]);
      const { sessionTypes } = this.options;
      if (!sessionTypes.includes(sessionType)) {
        const wanted = sessionTypes.includes("Port") ? "forwarded ports" : "a shell";
        return refuse(
          STATUS.failed,
          `the agent wants a session of type ${sessionType}, not ${wanted}`,
        );
      }
      this.agreed = { agentVersion, sessionType, properties: fieldsOf(parameters["Properties"]) };
      return answer(STATUS.success);
    }
    if (type !== "KMSEncryption") {
      return refuse(STATUS.unsupported, `the agent demands "${type}", which ecsin does not know`);
    }
    try {
      return answer(STATUS.success, await this.#encrypt(String(parameters["KMSKeyId"])));
    } catch (error) {
      const why = wordsOf(error);
      return refuse(STATUS.failed, `no data key for the encrypted session: ${why}`);
    }
  }

  async #encrypt(keyId: string): Promise<unknown> {
    const { sessionId, ssmTarget, generateDataKey } = this.options;
    const key = await generateDataKey(keyId, {
      "aws:ssm:SessionId": sessionId,
      "aws:ssm:TargetId": ssmTarget,
    });
    this.encryption = await Encryption.from(key);
    return { KMSCipherTextKey: key.ciphertext.toBase64(), KMSCipherTextHash: null };
  }

  /** Opens the agent's secret and seals it anew. */
  async #meet(message: Message): Promise<string> {
    const challenge = readJson(message.payload)?.["Challenge"];
    if (this.encryption === undefined || typeof challenge !== "string") return "";
    try {
      const secret = await this.encryption.open(Uint8Array.fromBase64(challenge));
      return (await this.encryption.seal(secret)).toBase64();
    } catch {
      this.failure ??= "the agent's data key is not the one that KMS gave";
      return "";
    }
  }
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function json(payloadType: number, body: unknown): Reply {
  return { payloadType, payload: new TextEncoder().encode(JSON.stringify(body)) };
}
