/**
 * The data keys the fake KMS has given out. GenerateDataKey remembers one here; the agent opens its
 * ciphertext here, as it would with kms:Decrypt: only under the very same encryption context.
 */

interface DataKey {
  readonly plaintext: Uint8Array;
  readonly keyId: string;
  readonly context: string;
}

const given = new Map<string, DataKey>();

/** Remembers a generated key under its ciphertext. */
export function rememberDataKey(
  ciphertextBlob: Uint8Array,
  plaintext: Uint8Array,
  keyId: string,
  encryptionContext: Readonly<Record<string, string>>,
): void {
  given.set(hex(ciphertextBlob), { plaintext, keyId, context: canonical(encryptionContext) });
}

/** The plaintext of a ciphertext. Throws as KMS refuses: unknown ciphertext or another context. */
export function openDataKey(
  ciphertextBlob: Uint8Array,
  keyId: string,
  encryptionContext: Readonly<Record<string, string>>,
): Uint8Array {
  const key = given.get(hex(ciphertextBlob));
  if (key === undefined || key.context !== canonical(encryptionContext)) {
    throw new Error("InvalidCiphertextException: ");
  }
  if (key.keyId !== keyId) {
    throw new Error(
      "IncorrectKeyException: The key ID in the request does not identify a CMK that can perform this operation.",
    );
  }
  return key.plaintext;
}

function canonical(context: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(context).sort(([a], [b]) => a < b ? -1 : 1));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
