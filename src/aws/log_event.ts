// Events of CloudWatch Logs, parsed at the edge, and what a live tail gives of them.

/** One event. */
export interface LogEvent {
  /** Unlike any other's; live tail gives none. */
  readonly eventId?: string;
  readonly stream: string;
  /** Milliseconds of the epoch: the event's own time, and when CloudWatch took it. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** What a live tail gives: at the start without events, then about once a second. */
export interface LiveUpdate {
  readonly kind: "started" | "events";
  readonly events: readonly LogEvent[];
  /** More than 500 events came in a second; only some of them are here. */
  readonly sampled: boolean;
}
