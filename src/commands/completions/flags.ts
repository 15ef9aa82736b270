// The flags of `ecsin completions`.
import type { AwsFlags } from "../../entry/flags.ts";

/** Flags of `ecsin completions`. */
export interface CompletionsFlags extends AwsFlags {
  readonly refresh: boolean;
  readonly cluster?: string;
  readonly profiles?: string;
}
