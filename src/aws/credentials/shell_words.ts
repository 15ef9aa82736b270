// A line of AWS's files as words: of `credential_process`, and of a section's name. As AWS's CLI
// splits them (botocore/compat.py, `compat_shell_split`): nothing is expanded, no shell is involved.

/** The words; undefined where a quote or a backslash stays open. */
export function shellWords(
  line: string,
  os: typeof Deno.build.os = Deno.build.os,
): readonly string[] | undefined {
  return os === "windows" ? windowsWords(line) : posixWords(line);
}

/** Python's `shlex.split(line)`. */
export function posixWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const each = line.charAt(at);
    if (quote === "'") {
      if (each === "'") quote = undefined;
      else word += each;
    } else if (each === "\\") {
      if (++at >= line.length) return undefined;
      const next = line.charAt(at);
      // Between double quotes it goes before these two alone.
      const isKept = quote === '"' && next !== '"' && next !== "\\";
      word = `${word ?? ""}${isKept ? each : ""}${next}`;
    } else if (quote === '"') {
      if (each === '"') quote = undefined;
      else word += each;
    } else if (each === '"' || each === "'") {
      quote = each;
      word ??= "";
    } else if (" \t\r\n".includes(each)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + each;
    }
  }
  if (quote !== undefined) return undefined;
  return word === undefined ? words : [...words, word];
}

/** Words as Windows' C runtime makes them; a backslash means something only before a quote. */
function windowsWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (const [piece] of line.matchAll(/\\*"|\\+|[ \t]|[^\\" \t]+/g)) {
    if (piece.endsWith('"')) {
      const backslashes = piece.length - 1;
      word = (word ?? "") + "\\".repeat(Math.floor(backslashes / 2));
      if (backslashes % 2 === 1) word += '"';
      else isQuoted = !isQuoted;
    } else if (/^[ \t]$/.test(piece) && !isQuoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + piece;
    }
  }
  if (isQuoted) return undefined;
  return word === undefined ? words : [...words, word];
}
