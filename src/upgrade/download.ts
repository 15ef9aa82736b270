// Gets a file of a release, whole or not at all.
import { EcsinError, EXIT } from "../error.ts";
import { curlLine } from "../pasteable.ts";

/** Within this a release's archive has come, or never will. */
const TIMEOUT_MS = 10 * 60_000;
/** An archive has 40 MB. */
const MOST_BYTES = 256 << 20;

/** The bytes at an address. Throws an EcsinError where there are none, or not all of them. */
export async function download(url: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const refused = refusalOf(url, response);
    if (refused === undefined) return new Uint8Array(await response.arrayBuffer());
    await response.body?.cancel();
    throw failure(url, refused);
  } catch (error) {
    // Deno tells of the network, and of a body that ends too soon, by a TypeError.
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    throw failure(url, error.message);
  }
}

function refusalOf(url: string, response: Response): string | undefined {
  if (!response.ok) return `the server answered ${response.status} ${response.statusText}`.trim();
  // The checksums come the same way: nobody on it may change them.
  if (url.startsWith("https:") && !response.url.startsWith("https:")) {
    return `it leads to ${response.url}, which is not encrypted`;
  }
  const bytes = Number(response.headers.get("content-length") ?? 0);
  return bytes > MOST_BYTES ? `${bytes} bytes are more than any release has` : undefined;
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
    what: "the download is not the released file, and was deleted",
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
    next: curlLine("-fLO", url),
    exitCode: EXIT.failure,
  });
}
