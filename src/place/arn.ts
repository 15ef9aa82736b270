// Names and ARNs: people paste either, ECS takes either, ecsin shows names.
// ECS ARNs: arn:PARTITION:ecs:REGION:ACCOUNT:cluster/NAME, …:service/CLUSTER/NAME (old: service/NAME),
// …:task/CLUSTER/ID (old: task/ID).

/** The parts of an ECS ARN that ecsin uses. */
export interface EcsArn {
  readonly region: string;
  readonly accountId: string;
  readonly kind: string;
  /** Undefined in the old, short form of service and task ARNs. */
  readonly cluster?: string;
  readonly name: string;
}

/** Takes an ECS ARN apart; undefined when the text is a plain name. */
export function parseArn(text: string): EcsArn | undefined {
  const match = /^arn:[^:]+:ecs:([^:]+):(\d{12}):([a-z-]+)\/(?:([^/]+)\/)?([^/]+)$/.exec(text);
  if (match === null) return undefined;
  const [, region = "", accountId = "", kind = "", cluster, name = ""] = match;
  return { region, accountId, kind, name, ...(cluster !== undefined ? { cluster } : {}) };
}

/** The name in a cluster's, service's or task's ARN; a plain name as it is. */
export function nameOf(text: string): string {
  return parseArn(text)?.name ?? text;
}

/** A task id as AWS makes them: 32 hex digits, or a UUID in the old form. */
export function isWholeTaskId(text: string): boolean {
  return /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** The first characters of a task id, enough to tell tasks apart on a screen. */
export function shortId(taskId: string): string {
  return taskId.slice(0, 8);
}
