// AWS KMS, for sessions that a cluster encrypts. Loaded only then.
import { EcsinError, EXIT } from "../error.ts";
import { type DebugLog, logged } from "./api/call.ts";
import type { Identity } from "./credentials/identity.ts";
import { ecsinLine } from "./line.ts";
import { clientConfig, type SdkConfig } from "./credentials/sdk.ts";

/** Bytes of a session's data key: one half for each direction. */
const DATA_KEY_BYTES = 64;

/** kms:GenerateDataKey under the session's encryption context. */
export async function generateDataKey(
  config: SdkConfig,
  identity: Identity,
  debug: DebugLog,
  keyId: string,
  context: Readonly<Record<string, string>>,
): Promise<{ readonly plaintext: Uint8Array; readonly ciphertext: Uint8Array }> {
  const { GenerateDataKeyCommand, KMSClient } = await import("@aws-sdk/client-kms");
  const client = new KMSClient(await clientConfig(config, "KMS"));
  const input = {
    KeyId: keyId,
    NumberOfBytes: DATA_KEY_BYTES,
    EncryptionContext: { ...context },
  };
  const { Plaintext, CiphertextBlob } = await logged(
    { service: "kms", action: "GenerateDataKey", input, identity, debug },
    () => client.send(new GenerateDataKeyCommand(input)),
  );
  if (Plaintext === undefined || CiphertextBlob === undefined) {
    throw new EcsinError({
      id: "data-key-missing",
      what: "KMS answered without a data key",
      next: ecsinLine({ identity }, "doctor"),
      exitCode: EXIT.refused,
    });
  }
  return { plaintext: Plaintext, ciphertext: CiphertextBlob };
}
