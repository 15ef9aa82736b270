// Gets a file of a release, whole or not at all.
import { EcsinError, EXIT } from "../error.ts";

/** The bytes at an address. Throws an EcsinError where there are none, or not all of them. */
export async function download(url: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(url);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    await response.body?.cancel();
    throw failure(url, `the server answered ${response.status} ${response.statusText}`.trim());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Deno tells of the network, and of a body that ends too soon, by a TypeError.
    throw failure(url, error.message);
  }
}

/** Fails unless the bytes are those that the release's checksum is of. */
export async function checkSha256(
  bytes: Uint8Array<ArrayBuffer>,
  sha256: string,
  url: string,
): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const seen = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (seen === sha256) return;
  throw new EcsinError({
    id: "checksum-wrong",
    what: "what was downloaded is not what was released, and is thrown away",
    why: [`SHA-256 of ${url}`, `is     ${seen}`, `not    ${sha256}`],
    next: "ecsin upgrade",
    exitCode: EXIT.failure,
  });
}

function failure(url: string, why: string): EcsinError {
  return new EcsinError({
    id: "download-failed",
    what: `could not download ${url}`,
    why,
    next: `curl -fLO ${url}`,
    exitCode: EXIT.failure,
  });
}
