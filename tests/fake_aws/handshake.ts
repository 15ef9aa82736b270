/**
 * The agent's side of the handshake, as a talk of its own: ask, hear the answer, and with KMS the
 * challenge (amazon-ssm-agent 3.3, datachannel.go, PerformHandshake).
 */
import { randomBytes } from "node:crypto";
import type { ChannelFaults } from "./channel_faults.ts";
import { openDataKey } from "./data_keys.ts";
import { SessionCipher } from "./session_cipher.ts";
import type { PortProperties } from "./port_plugin.ts";
import { jsonBytes, jsonObject, PAYLOAD } from "./wire.ts";

/** What the handshake needs to know of its session. */
export interface HandshakeSession {
  readonly sessionId: string;
  readonly targetId: string;
  readonly kmsKeyId: string | undefined;
  /** Of a port session. */
  readonly port?: PortProperties | undefined;
}

export class Handshake {
  /** Set once the client has named its data key. */
  cipher: SessionCipher | undefined;
  clientVersion = "";
  readonly #randomChallenge = randomBytes(16).toString("base64");
  #secret: Uint8Array = new Uint8Array();
  #answered = Promise.withResolvers<void>();
  #confirmed = Promise.withResolvers<void>();

  constructor(
    readonly session: HandshakeSession,
    readonly faults: ChannelFaults,
    readonly send: (payloadType: number, payload: Uint8Array) => void,
  ) {
    // A failure that comes before anybody waits for it must not end the test process.
    this.#answered.promise.catch(() => {});
    this.#confirmed.promise.catch(() => {});
  }

  /** Runs to the end; throws the agent's own words when it fails. */
  async perform(): Promise<void> {
    const began = performance.now();
    this.send(PAYLOAD.handshakeRequest, jsonBytes(this.#request()));
    await this.#within(
      this.#answered.promise,
      "Handshake timed out. Please ensure that you have the latest version of the session manager plugin.",
    );
    if (this.session.kmsKeyId !== undefined) {
      if (this.cipher === undefined) throw new Error("client answered no KMSEncryption action");
      this.#secret = randomBytes(64);
      const challenge = base64(this.cipher.encrypt(this.#secret));
      this.send(PAYLOAD.encChallengeRequest, jsonBytes({ Challenge: challenge }));
      await this.#within(this.#confirmed.promise, "Timed out waiting for encryption challenge.");
    }
    let message = this.faults.customerMessage;
    if (this.session.kmsKeyId !== undefined) message += "This session is encrypted using AWS KMS.";
    this.send(
      PAYLOAD.handshakeComplete,
      jsonBytes({
        HandshakeTimeToComplete: Math.round((performance.now() - began) * 1e6),
        CustomerMessage: message,
      }),
    );
  }

  /** Takes the client's HandshakeResponse. Throws when it is not readable JSON. */
  takeResponse(payload: Uint8Array): void {
    const body = jsonObject(payload);
    const actions: unknown[] = Array.isArray(body["ProcessedClientActions"])
      ? body["ProcessedClientActions"]
      : [];
    try {
      for (const entry of actions) this.#takeAction(jsonObject(JSON.stringify(entry)));
    } catch (error) {
      return this.#answered.reject(error);
    }
    this.clientVersion = String(body["ClientVersion"]);
    this.#answered.resolve();
  }

  /** Takes the client's EncChallengeResponse. Throws when it is not readable JSON. */
  takeChallenge(payload: Uint8Array): void {
    const challenge = jsonObject(payload)["Challenge"];
    try {
      const secret = this.cipher?.decrypt(fromBase64(String(challenge))) ?? new Uint8Array();
      if (base64(secret) !== base64(this.#secret)) {
        throw new Error("Encryption challenge does not match!");
      }
      this.#confirmed.resolve();
    } catch (error) {
      this.#confirmed.reject(error);
    }
  }

  #takeAction(action: Readonly<Record<string, unknown>>): void {
    const type = action["ActionType"];
    if (action["ActionStatus"] !== 1) {
      throw new Error(
        `${type} failed on client with status ${action["ActionStatus"]} error: ${action["Error"]}`,
      );
    }
    if (type !== "KMSEncryption") return;
    const result = jsonObject(JSON.stringify(action["ActionResult"]));
    const context: Record<string, string> = {
      "aws:ssm:SessionId": this.session.sessionId,
      "aws:ssm:TargetId": this.session.targetId,
    };
    if (result["ChallengeAcknowledgement"] === true) {
      context["aws:ssm:RandomChallenge"] = this.#randomChallenge;
    }
    try {
      const sealed = fromBase64(String(result["KMSCipherTextKey"]));
      this.cipher = new SessionCipher(openDataKey(sealed, this.session.kmsKeyId ?? "", context));
    } catch (error) {
      throw new Error(
        `Fetching data key failed: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  #request(): unknown {
    const { port } = this.session;
    const parameters = port === undefined
      ? { SessionType: this.faults.sessionType, Properties: null }
      : { SessionType: "Port", Properties: port };
    const actions: unknown[] = [{ ActionType: "SessionType", ActionParameters: parameters }];
    if (this.session.kmsKeyId !== undefined) {
      actions.push({
        ActionType: "KMSEncryption",
        ActionParameters: {
          KMSKeyId: this.session.kmsKeyId,
          Challenge: this.#randomChallenge,
        },
      });
    }
    if (this.faults.unknownAction) {
      actions.push({ ActionType: "SomethingNew", ActionParameters: { Level: 11 } });
    }
    return { AgentVersion: this.faults.agentVersion, RequestedClientActions: actions };
  }

  async #within(promise: Promise<void>, otherwise: string): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(otherwise)), this.faults.handshakeTimeoutMs);
    });
    try {
      await Promise.race([promise, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends a handshake that nobody will answer any more. */
  abandon(): void {
    const over = new Error("session is over");
    this.#answered.reject(over);
    this.#confirmed.reject(over);
  }
}

function base64(bytes: Uint8Array): string {
  return bytes.toBase64();
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.fromBase64(text);
}
