// CloudWatch's groups as one identity reads them, in whatever region they are.
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

/** Waits so long, or until the signal. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
