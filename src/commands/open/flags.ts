// The flags of `ecsin open`.
import type { AwsFlags } from "../../entry/flags.ts";
import type { PrintFlag, ServiceFlags } from "../../entry/operate_flags.ts";

/** Flags of `ecsin open`. */
export interface OpenFlags extends AwsFlags, ServiceFlags, PrintFlag {}
