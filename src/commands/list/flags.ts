// The flags of `ecsin list`.
import type { AwsFlags } from "../../entry/flags.ts";

/** Flags of `ecsin list`. */
export interface ListFlags extends AwsFlags {
  readonly cluster?: string;
  readonly service?: string;
  readonly family?: string;
  readonly profiles?: string;
  readonly output: "table" | "json" | "tsv";
}
