// Sessions that a cluster's KMS key encrypts: AES-256-GCM by WebCrypto, one data key of 64 bytes.
// Its first half opens what the agent sent, its second half seals what the client sends
// (session-manager-plugin, src/encryption). A sealed message is nonce ‖ ciphertext ‖ tag.

const KEY_BYTES = 32;
const NONCE_BYTES = 12;

/** What KMS answers to GenerateDataKey. */
export interface DataKey {
  /** 64 bytes, a secret. */
  readonly plaintext: Uint8Array;
  /** For the agent, who asks KMS to open it. */
  readonly ciphertext: Uint8Array;
}

/** The client's two ciphers of a session. */
export class Encryption {
  private constructor(readonly open: Cipher, readonly seal: Cipher) {}

  /** Takes a data key's plaintext apart. */
  static async from({ plaintext }: DataKey): Promise<Encryption> {
    const key = (from: number, use: KeyUsage) =>
      crypto.subtle.importKey(
        "raw",
        plaintext.slice(from, from + KEY_BYTES),
        "AES-GCM",
        false,
        [use],
      );
    const [opening, sealing] = await Promise.all([key(0, "decrypt"), key(KEY_BYTES, "encrypt")]);
    return new Encryption((bytes) => open(opening, bytes), (bytes) => seal(sealing, bytes));
  }
}

type Cipher = (bytes: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>;

async function seal(key: CryptoKey, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes.slice());
  const out = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  out.set(iv);
  out.set(new Uint8Array(sealed), NONCE_BYTES);
  return out;
}

async function open(key: CryptoKey, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const iv = bytes.slice(0, NONCE_BYTES);
  const sealed = bytes.slice(NONCE_BYTES);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed));
}
