// Flags of `ecsin forward`.
import type { PortFlags } from "../../entry/port_flags.ts";

/** What it is told. */
export interface ForwardFlags extends PortFlags {
  readonly bind?: string;
  /** Port of a SOCKS proxy. */
  readonly socks?: number;
  readonly sessions: number;
  /** Undefined is yes. */
  readonly probe?: boolean;
  readonly output: "text" | "json";
  readonly watchStdin: boolean;
}
