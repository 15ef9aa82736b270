/**
 * The agent's side of an encrypted session: AES-256-GCM, nonce(12) ‖ ciphertext ‖ tag(16).
 * Of the 64-byte data key the first half is for what the client decrypts (agent to client), the
 * second for what it encrypts (amazon-ssm-agent 3.3, agent/session/crypto/blockcipher.go).
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const nonceBytes = 12;
const tagBytes = 16;

export class SessionCipher {
  readonly #toClient: Uint8Array;
  readonly #fromClient: Uint8Array;

  constructor(dataKey: Uint8Array) {
    if (dataKey.length !== 64) throw new Error(`data key has ${dataKey.length} bytes, not 64`);
    this.#toClient = dataKey.slice(0, 32);
    this.#fromClient = dataKey.slice(32);
  }

  encrypt(plain: Uint8Array): Uint8Array {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", this.#toClient, nonce);
    const parts = [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
    return joined(parts);
  }

  /** Throws when the message was not encrypted with this session's key. */
  decrypt(sealed: Uint8Array): Uint8Array<ArrayBuffer> {
    if (sealed.length < nonceBytes + tagBytes) throw new Error("encrypted message is too short");
    const nonce = sealed.subarray(0, nonceBytes);
    const decipher = createDecipheriv("aes-256-gcm", this.#fromClient, nonce);
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
    const body = sealed.subarray(nonceBytes, sealed.length - tagBytes);
    return joined([decipher.update(body), decipher.final()]);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
