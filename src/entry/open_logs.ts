// CloudWatch's groups as one identity reads them, in whatever region they are.
import { pause } from "../deployment/follow.ts";
import type { Ecs } from "../aws/ecs.ts";
import { Logs } from "../aws/logs.ts";
import type { EcsinError } from "../error.ts";
import { Groups } from "../logs/groups.ts";

/** How groups are read. */
export interface LogOptions {
  readonly pattern?: string;
  /** Milliseconds of the epoch. */
  readonly sinceMs?: number;
  readonly signal: AbortSignal;
  readonly trouble: (error: EcsinError) => void;
}

/** Groups that have no stream yet. */
export function openGroups(
  ecs: Ecs,
  debug: (line: string) => void,
  options: LogOptions,
): Groups {
  return new Groups({
    ...options,
    open: (region) => Logs.open(ecs.config, region, ecs.identity, debug),
    waiting: { nowMs: () => Date.now(), pause },
    whom: ecs,
  });
}
