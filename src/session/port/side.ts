// This side of a port session, above the channel: which of the protocol's three modes it is in, and
// what all of them have in common. Both ends decide by the other one's version (session-manager-plugin
// 1.3.0.0, portsession.go; amazon-ssm-agent 3.3, port.go).
import type { PortStream } from "./stream.ts";

/** What a port session asks of the channel below it. */
export interface PortChannel {
  /** Sends bytes of PayloadType 1 at once; false when they have to wait. */
  sendNow(bytes: Uint8Array): boolean;
  /** Sends bytes of PayloadType 1; resolves when the next may come. Never, once all is over. */
  send(bytes: Uint8Array): Promise<unknown>;
  /** Sends a flag of PayloadType 10 at once; gives its number. */
  flag(flag: number): number;
  /** Whether the agent has taken the message of that number. */
  isAcknowledged(sequenceNumber: number): boolean;
}

/** The streams of a port session, whatever its mode. */
export interface PortSide {
  /** A new connection to the far end; undefined: this session takes none any more. */
  open(): PortStream | undefined;
  /** Bytes of PayloadType 1 came. Throws a SmuxFault when they make no sense. */
  output(bytes: Uint8Array): void;
  /** A flag of PayloadType 10 came. */
  flag(flag: number): void;
  /** Sends a frame that means nothing; in a mode without frames nothing. */
  sayNothing(): void;
  /** The session is over: what is open is lost, or for a raw connection finished. */
  over(isClean: boolean): void;
  /** Connections that are open. */
  readonly size: number;
}

/** How connections share the session. */
export type PortMode =
  /** Many at once, by smux. */
  | "many"
  /** One after the other: agents before 3.0.222, of 2020. */
  | "single"
  /** The session is one connection, as AWS-StartSSHSession makes it. */
  | "raw";

/** Flags of PayloadType 10. */
export const FLAG = { disconnect: 1, terminate: 2, connectError: 3 } as const;

const LAST_WITHOUT_MUX = "3.0.196.0";
const LAST_WITH_KEEP_ALIVE = "3.1.1511.0";

/** How often both real sides say nothing, in milliseconds (smux.DefaultConfig). */
export const KEEP_ALIVE_MS = 10_000;

/** The mode, by what the handshake tells. */
export function modeOf(
  properties: Readonly<Record<string, unknown>>,
  agentVersion: string,
): PortMode {
  if (properties["type"] !== "LocalPortForwarding") return "raw";
  return isLater(agentVersion, LAST_WITHOUT_MUX) ? "many" : "single";
}

/** Whether the agent ends the session when it hears no frame for 30 s. */
export function wantsKeepAlive(agentVersion: string): boolean {
  return !isLater(agentVersion, LAST_WITH_KEEP_ALIVE);
}

/** Four dotted numbers against four. */
function isLater(version: string, than: string): boolean {
  const [left, right] = [version, than].map((each) => each.split(".").map(Number));
  for (let place = 0; place < 4; place++) {
    const difference = (left?.[place] ?? 0) - (right?.[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
