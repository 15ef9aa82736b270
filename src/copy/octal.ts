// Bytes as words of a command line: for an image without base64, where nothing else gets in. Slow:
// each session takes one command line.
import { EcsinError, EXIT } from "../error.ts";
import { fieldText } from "./marks.ts";
import { FEED_SCRIPT } from "./take_script.ts";
import type { Remote } from "./remote.ts";
import type { ScriptRun } from "./script_run.ts";

/** Characters of one word; with its script and the wrapper it stays below 8 KiB. */
const WORD_CHARACTERS = 4000;
/** More than this many bytes would take more sessions than anybody waits for. */
const MOST_BYTES = 256 << 10;
const MOST_TRIES = 4;

/** Bytes as printf %b reads them, cut into words; plain characters stand for themselves. */
export function octalWords(bytes: Uint8Array, most: number = WORD_CHARACTERS): string[] {
  const words: string[] = [];
  let word = "";
  for (const byte of bytes) {
    const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x5c && byte !== 0x27 && byte !== 0x22;
    word += isPlain ? String.fromCharCode(byte) : `\\0${byte.toString(8).padStart(3, "0")}`;
    if (word.length >= most) {
      words.push(word);
      word = "";
    }
  }
  if (word !== "") words.push(word);
  return words;
}

/** Writes `bytes` into `file` of the container, word by word. */
export async function feed(
  bytes: Uint8Array,
  file: string,
  { label, exec }: Remote,
  open: (script: string, words: readonly string[]) => ScriptRun,
): Promise<void> {
  if (bytes.length > MOST_BYTES) {
    throw new EcsinError({
      id: "copy-no-base64",
      what: `the image of ${label} has no base64, and without it only ${
        MOST_BYTES >> 10
      } KiB get in`,
      why: `${bytes.length} bytes were to be sent, a command line at a time`,
      next: exec("sh", "-c", "command -v curl wget python3 perl"),
      exitCode: EXIT.failure,
    });
  }
  let there = 0;
  let tries = 0;
  const words = octalWords(bytes);
  for (let at = 0; at < words.length;) {
    const word = words[at] ?? "";
    const session = open(FEED_SCRIPT, [file, String(there), word]);
    session.endInput();
    let size: number | undefined;
    let failed: string | undefined;
    for (let piece; (piece = await session.next()) !== undefined;) {
      if (piece.kind === "bytes") continue;
      if (piece.name === "fed") size = Number(fieldText(piece.fields[0]).trim());
      if (piece.name === "fail") failed = fieldText(piece.fields[0]);
    }
    await session.end;
    const wanted = there + lengthOf(word);
    // A session that broke may have written its word all the same: the next one tells.
    if (size === wanted) {
      there = wanted;
      at++;
      tries = 0;
    } else if (failed !== undefined || ++tries >= MOST_TRIES) {
      throw new EcsinError({
        id: "copy-lost",
        what: `the copy broke off: ${label} does not take it`,
        ...(failed === undefined ? {} : { why: failed }),
        next: exec("df", "-h"),
        exitCode: EXIT.failure,
      });
    }
  }
}

function lengthOf(word: string): number {
  return word.replaceAll(/\\0[0-7]{3}/g, "x").length;
}
