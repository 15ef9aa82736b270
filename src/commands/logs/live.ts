// `--live`: what is said of a live tail, and which group it is.
import { STREAMS_MOST } from "../../aws/logs.ts";
import type { Entry } from "../../entry/enter.ts";
import type { FollowOptions } from "../../logs/reading.ts";
import { parseArn } from "../../place/arn.ts";
import { say } from "../../terminal/say.ts";
import { once, onceSaid } from "./once.ts";
import type { Meant } from "./tasks.ts";

/** How live tail is used; undefined, and said, where the account is not known. */
export function liveOf({ place }: Entry<"service">, { tasks }: Meant): FollowOptions["live"] {
  const arns = [tasks[0]?.taskArn ?? "", place.cluster];
  const accountId = arns.map((each) => parseArn(each)?.accountId).find((each) =>
    each !== undefined
  );
  const [, partition = "aws"] = (tasks[0]?.taskArn ?? place.cluster).split(":");
  if (accountId === undefined) {
    say("live tail is not used: without a task the account of the group is not known");
    return undefined;
  }
  say("live tail: AWS bills it by the minute, after the first 1,800 of a month");
  return {
    sampled: once(() =>
      say("more than 500 lines a second: live tail left some out, and they come some seconds later")
    ),
    tooMany: once(() =>
      say(
        `live tail takes ${STREAMS_MOST} streams of a group at most: lines come every ten seconds`,
      )
    ),
    cut: onceSaid((error) => `live tail ended (${error.message}): it is begun again`),
    arnOf: ({ region, group }) =>
      group.startsWith("arn:")
        ? group
        : `arn:${partition}:logs:${region}:${accountId}:log-group:${group}`,
  };
}
