// Why a task did not start, from the words that ECS gave: what it means, and what to do. AWS's words
// themselves are always shown; where none of these patterns is met they stand alone. The prefixes
// are of "Amazon ECS stopped task error messages" and of RunTask's failure reasons. Pure.
import type { NotPlaced } from "../aws/ecs_tasks.ts";
import type { Task } from "../aws/task.ts";
import { endWords } from "../deployment/ended.ts";
import { EcsinError, EXIT } from "../error.ts";
import { shortId } from "../place/arn.ts";
import { awsLine, type Whom } from "../aws/line.ts";

/** What is known of the task that did not start, for lines to paste. */
export interface Started {
  readonly cluster: string;
  /** `web:43` */
  readonly definition: string;
  /** As whom and where it was to be started. */
  readonly whom: Whom;
}

interface Cause {
  /** One of the pattern's matches means this. */
  readonly match: RegExp;
  readonly why: string;
  readonly next: (started: Started) => readonly string[];
}

const describe = ({ definition, whom }: Started) =>
  awsLine(whom, "ecs", "describe-task-definition", "--task-definition", definition);
const describeCluster = ({ cluster, whom }: Started) =>
  awsLine(whom, "ecs", "describe-clusters", "--clusters", cluster, "--include", "STATISTICS");

/** First match wins: the more special stands above. */
const CAUSES: readonly Cause[] = [
  {
    match: /CannotPull[A-Za-z]*Error.*(not ?found|manifest unknown|does not exist|no such)/is,
    why: "the image or its tag is not in the registry",
    next: (started) => [describe(started)],
  },
  {
    match: /CannotPull[A-Za-z]*Error.*(no matching manifest|platform)|exec format error/is,
    why: "the image was built for another processor than the task's (arm64, amd64)",
    next: (started) => [describe(started)],
  },
  {
    match: /CannotPull[A-Za-z]*Error.*(toomanyrequests|rate limit|429)/is,
    why: "the registry has had enough of anonymous pulls from this address",
    next: () => ["copy the image into ECR, or give the task definition repositoryCredentials"],
  },
  {
    match:
      /(CannotPull[A-Za-z]*Error|ResourceInitializationError).*(timeout|i\/o|dial tcp|no route|deadline|connection issue)/is,
    why: "the subnet cannot reach the registry: no NAT gateway, public address or VPC endpoint",
    next: ({ whom }) => [awsLine(whom, "ec2", "describe-route-tables")],
  },
  {
    match:
      /CannotPull[A-Za-z]*Error.*(denied|unauthorized|forbidden|403|not authorized)|pull registry auth|ecr:GetAuthorizationToken/is,
    why: "the execution role may not pull the image",
    next: (started) => [describe(started)],
  },
  {
    match: /CannotPull/i,
    why: "the image could not be pulled",
    next: (started) => [describe(started)],
  },
  {
    match:
      /(unable to (pull|retrieve) secrets?|secretsmanager|ssm:GetParameters|fetching secret|invalid ssm parameters|ResourceNotFoundException: Secrets Manager)/i,
    why:
      "a secret of the task definition could not be read: it is gone, the execution role may not " +
      "read it, or the subnet cannot reach Secrets Manager or SSM",
    next: (started) => [describe(started)],
  },
  {
    match: /logging driver|CreateLogStream|log group does not exist|awslogs/i,
    why:
      "the log driver could not be set up: the log group is missing, or the execution role may " +
      "not write to it",
    next: (started) => [describe(started)],
  },
  {
    match:
      /InsufficientFreeAddresses|free addresses|RESOURCE:ENI|network interface|NetworkInterface/i,
    why: "no network interface could be had: the subnet has no free address, or the instance no " +
      "free interface",
    next: ({ whom }) => [
      awsLine(
        whom,
        ...["ec2", "describe-subnets", "--query", "Subnets[].[SubnetId,AvailableIpAddressCount]"],
      ),
    ],
  },
  {
    match:
      /capacity is unavailable|capacity unavailable|RESOURCE:FARGATE|InsufficientInstanceCapacity|EMPTY CAPACITY PROVIDER/i,
    why: "AWS has no capacity of this kind free right now; another zone or a little later may have",
    next: () => ["try again, or run with another --cpu and --memory"],
  },
  {
    match:
      /RESOURCE:(CPU|MEMORY|GPU|PORTS)|No Container Instances|closest matching|AGENT|ATTRIBUTE|LOCATION/,
    why: "no machine of the cluster has room for the task, or is of the right kind",
    next: (started) => [describeCluster(started)],
  },
  {
    match: /SpotInterruption|spot/i,
    why: "its Spot capacity was taken back",
    next: () => ["run it again"],
  },
  {
    match: /OutOfMemory/i,
    why: "it needed more memory than its task definition gives",
    next: () => ["give it more: --memory"],
  },
  {
    match: /executable file not found|no such file or directory|exec: "/i,
    why: "the image has no such program",
    next: (started) => [describe(started)],
  },
  {
    match: /CannotCreateVolume|failed to mount|efs|EBS/i,
    why: "a volume could not be mounted",
    next: (started) => [describe(started)],
  },
  {
    match: /assume.*role|iam:PassRole|unable to assume/i,
    why: "ECS may not take on the task's role or execution role",
    next: (started) => [describe(started)],
  },
];

function causeOf(words: readonly string[]): Cause | undefined {
  const text = words.join("\n");
  return CAUSES.find(({ match }) => match.test(text));
}

/** RunTask gave no task. */
export function notPlaced(failures: readonly NotPlaced[], started: Started): EcsinError {
  const words = failures.map(({ reason, detail }) =>
    detail === undefined ? reason : `${reason}: ${detail}`
  );
  const cause = causeOf(words);
  return new EcsinError({
    id: "task-not-placed",
    what: `ECS could not place a task of ${started.definition}: nothing was started`,
    why: [...(cause === undefined ? [] : [cause.why]), ...words],
    next: cause?.next(started) ?? [describeCluster(started)],
    exitCode: EXIT.refused,
  });
}

/** It was placed, and ended before the container ran. */
export function neverRan(task: Task, started: Started): EcsinError {
  const words = endWords(task);
  const cause = causeOf(words);
  return new EcsinError({
    id: "task-not-started",
    what: `task ${shortId(task.taskId)} of ${started.definition} did not start`,
    why: [...(cause === undefined ? [] : [cause.why]), ...words],
    next: cause?.next(started) ?? [describe(started)],
    exitCode: EXIT.failure,
  });
}
