// What a person asks to be forwarded: which port or socket of this machine, to which host and port
// as the container sees them. Pure.
import { EcsinError, EXIT } from "../error.ts";

/** The end on this machine. */
export type LocalEnd =
  /** 0: any port that is free. */
  | { readonly kind: "port"; readonly port: number }
  | { readonly kind: "socket"; readonly path: string };

/** The end that the container's agent connects to. */
export interface Destination {
  /** Resolved in the task; undefined: the container itself. */
  readonly host?: string;
  readonly port: number;
}

/** One forward. */
export interface Forward {
  readonly local: LocalEnd;
  readonly to: Destination;
  /** Of a profile's `forwards:`. */
  readonly name?: string;
}

const HOST = /^[A-Za-z0-9_][A-Za-z0-9._-]*$|^[0-9A-Fa-f:.]+$/;
/** What ssm:StartSession takes for `host` at most (the document's own pattern is looser). */
const HOST_MOST = 253;

/** What all forms look like, for messages. */
export const FORMS = [
  "8080                      the container's port 8080 on the same port here",
  "9000:8080                 on port 9000 here; 0:8080 on any free one",
  "5432:db.internal:5432     a host that the container reaches; [fd00::1] for IPv6",
  "/tmp/db.sock:db:5432      on a unix socket here",
];

/** The same for a tunnel, whose near end is stdin and stdout. */
const TUNNEL_FORMS = [
  "22                        the container's port 22",
  "db.internal:5432          a host that the container reaches; [fd00::1]:22 for IPv6",
];

/** Whether a word is meant as a forward and not as a profile: it begins with a port. */
export function looksLikeForward(word: string): boolean {
  return /^\d{1,5}(:|\/(udp|tcp)$|$)/i.test(word);
}

/** Reads one forward; throws an {@link EcsinError} that shows the forms. */
export function parseForward(text: string, name?: string): Forward {
  return reading(text, "forward", FORMS, () => {
    const parts = splitParts(text);
    const named = name === undefined ? {} : { name };
    const [first = "", second, third, more] = parts;
    if (more !== undefined) throw new Unreadable("an IPv6 address stands in brackets: [fd00::1]");
    if (second === undefined) {
      const port = portOf(first, 1);
      return { local: { kind: "port", port }, to: { port }, ...named };
    }
    if (third === undefined) {
      // `db.internal:5432`: the same port here.
      if (!/^\d+$/.test(first) && !isPath(first)) {
        const port = portOf(second, 1);
        return { local: { kind: "port", port }, to: destination(first, port), ...named };
      }
      return { local: localOf(first), to: { port: portOf(second, 1) }, ...named };
    }
    return { local: localOf(first), to: destination(second, portOf(third, 1)), ...named };
  });
}

/** `db.internal:5432`, or the container's `5432`: where `ecsin tunnel` leads to. */
export function parseDestination(text: string): Destination {
  return reading(text, "tunnel", TUNNEL_FORMS, () => {
    const [first = "", second, more] = splitParts(text);
    if (more !== undefined) throw new Unreadable("it leads to PORT or HOST:PORT");
    return second === undefined
      ? { port: portOf(first, 1) }
      : destination(first, portOf(second, 1));
  });
}

/** As it is typed: `db.internal:5432`, or `8080`. */
export function destinationWords({ host, port }: Destination): string {
  return host === undefined ? String(port) : `${bracketed(host)}:${port}`;
}

/** A host as it stands before a colon. */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** Why a text is none. */
class Unreadable extends Error {}

function reading<T>(text: string, kind: string, next: readonly string[], read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new EcsinError({
      id: "forward-unreadable",
      what: `"${text}" is not a valid ${kind}: ${error.message}`,
      next,
      exitCode: EXIT.usage,
    });
  }
}

function destination(host: string, port: number): Destination {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (bare === "" || bare.length > HOST_MOST || !HOST.test(bare)) {
    throw new Unreadable(`"${host}" is no host name or address`);
  }
  // The container itself has a document of its own, which more people may start.
  return bare.toLowerCase() === "localhost" ? { port } : { host: bare, port };
}

function localOf(word: string): LocalEnd {
  if (isPath(word)) return { kind: "socket", path: word };
  return { kind: "port", port: portOf(word, 0) };
}

function isPath(word: string): boolean {
  return word.includes("/");
}

function portOf(word: string, least: number): number {
  const port = /^\d{1,5}$/.test(word) ? Number(word) : NaN;
  if (port >= least && port <= 65_535) return port;
  const isUdp = /^\d+\/udp$/i.test(word);
  throw new Unreadable(
    isUdp ? "SSM forwards TCP, and no UDP" : `"${word}" is no port (${least} to 65535)`,
  );
}

/** Parts between colons outside brackets. */
function splitParts(text: string): string[] {
  const parts = text.match(/\[[^\]]*\]|[^:[\]]+|:/g) ?? [];
  if (parts.join("") !== text) throw new Unreadable("it has brackets that do not match");
  const found: string[] = [""];
  for (const part of parts) {
    if (part === ":") found.push("");
    else found[found.length - 1] += part;
  }
  return found;
}
