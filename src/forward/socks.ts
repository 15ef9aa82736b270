// SOCKS version 5 as far as a tunnel needs it: CONNECT without a password, names resolved at the far
// end (RFC 1928). Pure: bytes in, what to answer out.

/** A client's wish, read. */
export type SocksStep =
  /** More bytes are needed. */
  | { readonly kind: "more" }
  /** Send these bytes and go on. */
  | { readonly kind: "answer"; readonly bytes: Uint8Array }
  /** It wants to be connected there; `rest` came already, for the far end. */
  | {
    readonly kind: "connect";
    readonly host: string;
    readonly port: number;
    readonly rest: Uint8Array;
  }
  /** It cannot be served: send these bytes and close. */
  | { readonly kind: "refuse"; readonly bytes: Uint8Array; readonly why: string };

/** Answers to CONNECT (RFC 1928, §6). */
export const REPLY = {
  succeeded: 0,
  failure: 1,
  notAllowed: 2,
  unreachable: 4,
  refused: 5,
  commandUnknown: 7,
  addressUnknown: 8,
} as const;

const VERSION = 5;
const NO_PASSWORD = 0;
const NO_METHOD = 0xff;
const CONNECT = 1;
const ADDRESS = { ipv4: 1, name: 3, ipv6: 4 };

/** An answer to CONNECT; where it is connected from says nothing to anybody. */
export function replyOf(reply: number): Uint8Array {
  return Uint8Array.of(VERSION, reply, 0, ADDRESS.ipv4, 0, 0, 0, 0, 0, 0);
}

/** Reads one client's request. */
export class SocksReader {
  #held: Uint8Array = new Uint8Array();
  #greeted = false;

  /** Takes the client's next bytes. Call again with none after an answer: more may be there. */
  push(bytes: Uint8Array): SocksStep {
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    this.#held = all;
    if (all.length > 0 && all[0] !== VERSION) {
      const said = all[0] === 4 ? "SOCKS 4" : "no SOCKS 5";
      const why = `the program speaks ${said}: socks5h://localhost is what it has to be told`;
      return { kind: "refuse", bytes: new Uint8Array(), why };
    }
    return this.#greeted ? this.#request(all) : this.#greeting(all);
  }

  #greeting(all: Uint8Array): SocksStep {
    const length = 2 + (all[1] ?? Infinity);
    if (all.length < length) return { kind: "more" };
    this.#held = all.slice(length);
    if (!all.subarray(2, length).includes(NO_PASSWORD)) {
      const why = "the program wants to sign in, and this proxy knows no passwords";
      return { kind: "refuse", bytes: Uint8Array.of(VERSION, NO_METHOD), why };
    }
    this.#greeted = true;
    return { kind: "answer", bytes: Uint8Array.of(VERSION, NO_PASSWORD) };
  }

  #request(all: Uint8Array): SocksStep {
    if (all.length < 5) return { kind: "more" };
    const [, command, , type, first = 0] = all;
    const size = type === ADDRESS.ipv4 ? 4 : type === ADDRESS.ipv6 ? 16 : 1 + first;
    const refuse = (reply: number, why: string): SocksStep => ({
      kind: "refuse",
      bytes: replyOf(reply),
      why,
    });
    if (command !== CONNECT) return refuse(REPLY.commandUnknown, "only CONNECT is served");
    if (!Object.values(ADDRESS).includes(type ?? 0)) {
      return refuse(REPLY.addressUnknown, "the address is of no known kind");
    }
    const end = 4 + size + 2;
    if (all.length < end) return { kind: "more" };
    const address = all.subarray(4, 4 + size);
    const port = (all[end - 2] ?? 0) * 256 + (all[end - 1] ?? 0);
    const host = hostOf(type ?? 0, address);
    if (host === undefined || port === 0) {
      return refuse(REPLY.addressUnknown, "the host has a name that no host can have");
    }
    return { kind: "connect", host, port, rest: all.slice(end) };
  }
}

function hostOf(type: number, address: Uint8Array): string | undefined {
  if (type === ADDRESS.ipv4) return [...address].join(".");
  if (type === ADDRESS.ipv6) {
    const groups = address.toHex().match(/.{4}/g) ?? [];
    return groups.map((group) => group.replace(/^0{1,3}/, "")).join(":");
  }
  const name = new TextDecoder().decode(address.subarray(1));
  return /^[A-Za-z0-9._-]{1,253}$/.test(name) ? name : undefined;
}
