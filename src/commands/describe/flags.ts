// The flags of `ecsin describe`.
import type { AwsFlags } from "../../entry/flags.ts";
import type { OutputFlag, ServiceFlags } from "../../entry/operate_flags.ts";

/** Flags of `ecsin describe`. */
export interface DescribeFlags extends AwsFlags, ServiceFlags, OutputFlag {
  readonly watch: boolean;
}
