// Flags of `ecsin tunnel`.
import type { PortFlags } from "../../entry/port_flags.ts";

/** What it is told. */
export type TunnelFlags = PortFlags;
