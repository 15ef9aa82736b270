// The certificates of AWS_CA_BUNDLE, or ca_bundle in AWS's files: PEM, as OpenSSL reads it for AWS's
// CLI. What Deno's TLS would pass over without a word is read here, or said.
import { EcsinError, EXIT } from "../../error.ts";
import { certificateLine, pemLine, unsettingLine } from "../../pasteable.ts";

/** A certificate in any of the three ways in which PEM calls it (OpenSSL's PEM_read_bio_X509_AUX). */
const BLOCK =
  /-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;
/** DER of a sequence, which a certificate is. */
const SEQUENCE = 0x30;

/** The file's certificates, each as PEM; throws an EcsinError where it has none. */
export function readCaBundle(path: string): readonly string[] {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    const name = error instanceof Error ? error.name : "Error";
    throw unusable(path, isMissing ? "the file is not there" : `it cannot be read (${name})`);
  }
  if (bytes.length === 0) throw unusable(path, "the file is empty");
  // Bytes as they are: what stands between certificates may be in any encoding.
  const text = new TextDecoder("latin1").decode(bytes);
  const found = [...text.matchAll(BLOCK)].map(([whole, kind = "", base64 = ""]) => {
    if (kind === "CERTIFICATE") return `${whole}\n`;
    const der = derOf(base64);
    if (der === undefined) throw unusable(path, `a ${kind} in it is broken`);
    return pemOf(der);
  });
  if (found.length > 0) return found;
  if (bytes[0] === SEQUENCE) {
    throw unusable(path, "it is DER, but PEM is needed", [
      pemLine(path),
    ]);
  }
  const isKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
  throw unusable(
    path,
    isKey ? "it holds a private key, and no certificate" : "it holds no certificate",
  );
}

/** What of TLS's library went wrong with them. */
export function caBundleRefused(path: string, error: unknown): EcsinError {
  return unusable(path, error instanceof Error ? error.message : String(error));
}

function unusable(path: string, why: string, next: readonly string[] = []): EcsinError {
  return new EcsinError({
    id: "ca-bundle-unusable",
    what: `the certificates in "${path}" cannot be used`,
    why: [why, "AWS_CA_BUNDLE, or ca_bundle in AWS's files, names it"],
    next: [
      ...next.length > 0 ? next : [certificateLine(path)],
      unsettingLine(["AWS_CA_BUNDLE"]),
    ],
    exitCode: EXIT.configuration,
  });
}

/** The first value of a block: after a trusted certificate stands what it is trusted for. */
function derOf(base64: string): Uint8Array | undefined {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.fromBase64(base64.replaceAll(/\s/g, ""));
  } catch {
    return undefined;
  }
  const [tag, first = 0] = bytes;
  if (tag !== SEQUENCE) return undefined;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4) return undefined;
  let length = count === 0 ? first : 0;
  for (const byte of bytes.subarray(2, 2 + count)) length = length * 256 + byte;
  const end = 2 + count + length;
  return end > bytes.length ? undefined : bytes.subarray(0, end);
}

function pemOf(der: Uint8Array): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
