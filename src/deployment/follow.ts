// Looks again and again: quickly at first, as things change quickly then, later every few seconds.
import type { Ecs } from "../aws/ecs.ts";
import type { ServiceEvent } from "../aws/service_state.ts";
import { lookAtService, type ServiceLook } from "./look.ts";

/** The first pause, and what pauses grow to; a look is five calls, and ECS refills 20 a second. */
const FIRST_MS = 1_000;
const MOST_MS = 5_000;
const GROWS = 1.25;

/** Looks until nobody wants another one, or `signal` says so. */
export async function* looks(
  ecs: Ecs,
  cluster: string,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<ServiceLook> {
  for (let pauseMs = FIRST_MS; !signal.aborted; pauseMs = Math.min(MOST_MS, pauseMs * GROWS)) {
    const look = await orAborted(lookAtService(ecs, cluster, name), signal);
    if (look === undefined) return;
    yield look;
    await pause(pauseMs, signal);
  }
}

/** What is waited for, or undefined as soon as the signal comes; a call that is under way is left. */
export async function orAborted<T>(
  answer: Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  const aborted = Promise.withResolvers<undefined>();
  const end = () => aborted.resolve(undefined);
  signal.addEventListener("abort", end, { once: true });
  answer.catch(() => {});
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** Waits so long, or until the signal. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
}

/** Tells each event once, oldest first; those that are known at the beginning are not told. */
export class Events {
  readonly #seen: Set<string>;

  constructor(known: readonly ServiceEvent[]) {
    this.#seen = new Set(known.map(({ id }) => id));
  }

  /** The ones that are new. */
  take(events: readonly ServiceEvent[]): readonly ServiceEvent[] {
    const fresh = events.filter(({ id }) => !this.#seen.has(id));
    for (const { id } of fresh) this.#seen.add(id);
    return [...fresh].reverse();
  }
}
