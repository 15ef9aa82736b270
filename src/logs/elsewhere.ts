// Where to read what ecsin could not: the line for AWS's CLI, the console's page, and the failures that
// carry them. Half of what a person wants is to know the group, the region and the stream.
import { consoleHost } from "../aws/console_host.ts";
import { awsLine, type Whom } from "../aws/line.ts";
import { EcsinError, EXIT } from "../error.ts";
import { isMissing } from "./query.ts";
import type { Wanted } from "./wanted.ts";

/** Streams that are named in words or lines; AWS takes more. */
const NAMED_MOST = 5;

/** Streams of one group. */
export interface Streams {
  readonly region: string;
  readonly group: string;
  readonly wanted: readonly Wanted[];
}

/** `aws logs tail …` for the same streams. */
export function tailLine({ region, group, wanted }: Streams, { identity }: Whom): string {
  const [first] = wanted;
  const names = wanted.slice(0, NAMED_MOST).map(({ stream }) => stream);
  const streams = first === undefined
    ? []
    : first.isPrefix
    ? ["--log-stream-name-prefix", first.shared ?? first.stream]
    : ["--log-stream-names", ...names];
  return awsLine({ identity, region }, "logs", "tail", group, ...streams, "--since", "1h");
}

/** The page of a group, or of its one stream, in AWS's console; undefined where that is not known. */
export function logsUrl({ region, group, wanted }: Streams): string | undefined {
  const host = consoleHost(region);
  if (host === undefined) return undefined;
  const [only, other] = wanted;
  const page = only === undefined || other !== undefined || only.isPrefix
    ? ""
    : `/log-events/${consoleWord(only.stream)}`;
  return `https://${region}.${host}/cloudwatch/home?region=${region}` +
    `#logsV2:log-groups/log-group/${consoleWord(group)}${page}`;
}

/** The console's own way: escaped twice, with `$` for the second `%`. */
function consoleWord(name: string): string {
  return encodeURIComponent(encodeURIComponent(name)).replaceAll("%", "$");
}

/** The failure with where the lines are, and how to read them in other ways. */
export function withStreams(error: unknown, streams: Streams, whom: Whom): unknown {
  if (!(error instanceof EcsinError)) return error;
  if (isMissing(error)) return groupMissing(streams, whom, error);
  if (error.failure.id !== "access-denied") return error;
  const why = [error.failure.why ?? []].flat();
  return new EcsinError({
    ...error.failure,
    why: [streamWords(streams), ...why],
    next: otherWays(streams, whom),
  }, { cause: error });
}

/** There is no such group. */
export function groupMissing(
  streams: Streams,
  whom: Whom,
  error?: EcsinError,
): EcsinError {
  const aws = error?.failure.aws;
  return new EcsinError({
    id: "log-group-missing",
    what: `there is no log group "${streams.group}" in ${streams.region}`,
    why: [
      "the container has not written a line yet, or the group was deleted, or its driver may not " +
      "make one",
      streamWords(streams),
    ],
    next: otherWays(streams, whom),
    exitCode: EXIT.refused,
    ...(aws !== undefined ? { aws } : {}),
  }, { cause: error });
}

function otherWays(streams: Streams, whom: Whom): readonly string[] {
  return [tailLine(streams, whom), logsUrl(streams) ?? []].flat();
}

function streamWords({ region, group, wanted }: Streams): string {
  const names = wanted.slice(0, NAMED_MOST).map(({ stream, isPrefix }) =>
    isPrefix ? `${stream}…` : stream
  );
  const more = wanted.length - names.length;
  const list = `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return `the lines are in log group ${group} in ${region}, in ${
    wanted.length === 1 ? "stream" : "streams"
  } ${list}`;
}

/** No container that was asked for writes where ecsin can read. */
export function notInCloudWatch(
  where: readonly string[],
  next: readonly string[],
): EcsinError {
  return new EcsinError({
    id: "logs-elsewhere",
    what: "these logs are not in CloudWatch",
    why: where,
    next,
    exitCode: EXIT.refused,
  });
}
