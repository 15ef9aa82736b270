// What goes where: results to stdout, remarks to stderr. Nothing of ecsin's own words is ever
// written to stdout.

/** One remark on stderr, prefixed; control characters from names or reasons do not get through. */
export function say(text: string): void {
  // deno-lint-ignore no-control-regex
  const line = `ecsin: ${text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, " ")}\n`;
  writeAllSync(Deno.stderr, new TextEncoder().encode(line));
}

/** A result on stdout, whole even where the pipe takes it in pieces. */
export function print(text: string): void {
  writeAllSync(Deno.stdout, new TextEncoder().encode(text));
}

function writeAllSync(to: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(to.writeSync(rest));
}
