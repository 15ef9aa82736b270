// How many calls a second CloudWatch Logs allows an account in a region.

/** Quotas of calls a second where a region has its own ("CloudWatch Logs service quotas"). */
const FILTER_PER_SECOND: Readonly<Record<string, number>> = {
  "us-east-1": 25,
  "eu-central-1": 5,
  "ap-northeast-3": 5,
  "ap-southeast-3": 5,
  "ca-west-1": 5,
  "il-central-1": 5,
};
const GET_PER_SECOND: Readonly<Record<string, number>> = {
  "us-west-2": 10,
  "eu-west-1": 10,
  "eu-central-1": 10,
  "ap-northeast-3": 10,
  "ap-southeast-3": 10,
  "ca-west-1": 10,
  "il-central-1": 10,
  "eu-west-3": 30,
};
/** The quota of an action in a region; undefined: none that matters. */
export function logQuota(action: string, region: string): number | undefined {
  if (action === "FilterLogEvents") return FILTER_PER_SECOND[region] ?? 10;
  if (action === "GetLogEvents") return GET_PER_SECOND[region] ?? 25;
  return action === "DescribeLogStreams" ? 25 : undefined;
}
