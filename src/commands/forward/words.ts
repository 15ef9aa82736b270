// What the words of `ecsin forward` mean: the target, forwards and names of the profile's forwards,
// and the command behind `--`. Pure.
import { EcsinError, EXIT } from "../../error.ts";
import { type Forward, looksLikeForward, parseForward } from "../../forward/spec.ts";

/** The words, told apart. */
export interface ForwardWords {
  /** Undefined: it is chosen. */
  readonly target: string | undefined;
  /** In order; a text is a name of the profile's `forwards`. */
  readonly forwards: readonly (Forward | string)[];
  readonly command: readonly string[];
}

/** Reads them; `argv` tells what stood behind `--`. */
export function readWords(words: readonly string[], argv: readonly string[]): ForwardWords {
  const dashes = argv.indexOf("--");
  const after = dashes === -1 ? 0 : argv.length - dashes - 1;
  const before = words.slice(0, words.length - after);
  const command = words.slice(words.length - after);
  if (dashes !== -1 && command.length === 0) {
    throw new EcsinError({
      id: "forward-usage",
      what: "there is no command behind --",
      next: "ecsin forward PROFILE 5432:db.internal:5432 -- psql -h {host} -p {port}",
      exitCode: EXIT.usage,
    });
  }
  const [first] = before;
  const hasTarget = first !== undefined && !looksLikeForward(first);
  const asked = hasTarget ? before.slice(1) : before;
  return {
    target: hasTarget ? first : undefined,
    forwards: asked.map((word) => isName(word) ? word : parseForward(word)),
    command,
  };
}

/** A name of a profile's forwards has nothing that a forward has to have. */
function isName(word: string): boolean {
  return !/[:/]/.test(word) && !/^\d+$/.test(word);
}

/** The profile's forwards by these names, all of them where no name is given. */
export function namedForwards(
  saved: Readonly<Record<string, string | number>> | undefined,
  names: readonly string[],
  profileName: string | undefined,
): readonly Forward[] {
  const all = Object.entries(saved ?? {});
  const pick = (name: string) => {
    const found = all.find(([each]) => each === name);
    if (found !== undefined) return found;
    const known = all.map(([each]) => each).join(", ");
    throw new EcsinError({
      id: "forward-unknown",
      what: profileName === undefined
        ? `"${name}" is neither a port nor a name of a profile's forwards`
        : `profile "${profileName}" has no forward "${name}"`,
      ...(known === "" ? {} : { why: `it has: ${known}` }),
      next: [
        ...(profileName === undefined ? [] : [`ecsin profile edit ${profileName}`]),
        "ecsin forward --help",
      ],
      exitCode: EXIT.usage,
    });
  };
  return names.map(pick).map(([name, value]) => parseForward(String(value), name));
}

/** The command with `{port}` and `{host}` filled in, and with `{NAME.port}` of a named forward. */
export function fillIn(
  command: readonly string[],
  ends: readonly { readonly name?: string; readonly host: string; readonly port?: number }[],
): readonly string[] {
  const values = new Map<string, string>();
  for (const [at, { name, host, port }] of ends.entries()) {
    const keys = [
      ...(at === 0 ? [""] : []),
      `${at + 1}.`,
      ...(name === undefined ? [] : [`${name}.`]),
    ];
    for (const key of keys) {
      values.set(`${key}host`, host);
      if (port !== undefined) values.set(`${key}port`, String(port));
    }
  }
  return command.map((word) =>
    word.replaceAll(/\{([\w.-]+)\}/g, (whole, key: string) => values.get(key) ?? whole)
  );
}

/** ECSIN_PORT, ECSIN_HOST of the first, ECSIN_PORT_DB of one called `db`, ECSIN_PORT_2 of the second. */
export function portEnvironment(
  ends: readonly { readonly name?: string; readonly host: string; readonly port?: number }[],
): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const [at, { name, host, port }] of ends.entries()) {
    const word = name?.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
    const ending = [
      ...(at === 0 ? [""] : []),
      `_${at + 1}`,
      ...(word === undefined ? [] : [`_${word}`]),
    ];
    for (const each of ending) {
      env[`ECSIN_HOST${each}`] = host;
      if (port !== undefined) env[`ECSIN_PORT${each}`] = String(port);
    }
  }
  return env;
}
