// Why a port session could not be had, in words. Its permission is another one than that of ECS Exec,
// and AWS's own page on ECS Exec recommends to deny it, so "exec works, forward does not" is common:
// the two resources and the smallest policy are said.
import { EcsinError, EXIT } from "../error.ts";
import type { PortSessionFailed } from "../session/port/session.ts";
import { awsLine, type Whom } from "../aws/line.ts";

/** What was asked for. */
export interface PortAsked {
  readonly document: string;
  /** `arn:aws:ecs:…:task/prod/4f2c…`. */
  readonly taskArn: string;
  readonly container: string;
  readonly whom: Whom;
  /** The line that looks closer. */
  readonly doctor: string;
}

/** AWS's documents, by whether a host is named. */
export const DOCUMENTS = {
  container: "AWS-StartPortForwardingSession",
  host: "AWS-StartPortForwardingSessionToRemoteHost",
} as const;

/** The parts of an ARN that a policy needs. */
function partsOf(taskArn: string) {
  const [, partition = "aws", , region = "REGION", account = "ACCOUNT", task = ""] = taskArn
    .split(":");
  return { partition, region, account, cluster: task.split("/")[1] ?? "CLUSTER" };
}

/** The ARN of a document; AWS's own have no account. */
export function documentArn(document: string, taskArn: string): string {
  const { partition, region, account } = partsOf(taskArn);
  if (document.startsWith("arn:")) return document;
  const owner = document.startsWith("AWS-") ? "" : account;
  return `arn:${partition}:ssm:${region}:${owner}:document/${document}`;
}

/** The smallest policy with which ports of a cluster's tasks can be forwarded, as JSON in a line. */
export function smallestPolicy(document: string, taskArn: string): string {
  const { partition, region, account, cluster } = partsOf(taskArn);
  const isAws = Object.values<string>(DOCUMENTS).includes(document);
  const documents = isAws ? Object.values<string>(DOCUMENTS) : [document];
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "ssm:StartSession",
        Resource: [
          `arn:${partition}:ecs:${region}:${account}:task/${cluster}/*`,
          ...documents.map((each) => documentArn(each, taskArn)),
        ],
      },
      {
        Effect: "Allow",
        Action: ["ssm:TerminateSession", "ssm:ResumeSession"],
        Resource: `arn:${partition}:ssm:*:*:session/\${aws:username}-*`,
      },
    ],
  });
}

/** ssm:StartSession was answered with no, in words; anything else as it is. */
export function explainStart(error: unknown, asked: PortAsked): unknown {
  if (!(error instanceof EcsinError)) return error;
  const { aws } = error.failure;
  const kept = { ...(aws !== undefined ? { aws } : {}), exitCode: EXIT.refused };
  switch (aws?.name) {
    case "AccessDeniedException":
    case "AccessDenied":
      return new EcsinError({
        id: "port-session-denied",
        what: `not allowed to open ports of container "${asked.container}": ssm:StartSession`,
        why: [
          "ECS Exec's permission (ecs:ExecuteCommand) does not include it",
          `it is needed on ${asked.taskArn}`,
          `and on ${documentArn(asked.document, asked.taskArn)}`,
          `the smallest policy: ${smallestPolicy(asked.document, asked.taskArn)}`,
        ],
        next: [asked.doctor, "--document NAME, where your company allows only one of its own"],
        ...kept,
      }, { cause: error });
    case "InvalidDocument":
      return new EcsinError({
        id: "port-document-unknown",
        what: `there is no SSM document "${asked.document}" for such a session here`,
        ...(aws.message !== undefined ? { why: aws.message } : {}),
        next: awsLine(asked.whom, "ssm", "describe-document", "--name", asked.document),
        ...kept,
      }, { cause: error });
    case "TargetNotConnected":
      return new EcsinError({
        id: "target-not-connected",
        what: `container "${asked.container}" is not connected to SSM`,
        why: "its ECS Exec agent does not answer: it has only just started, cannot reach the " +
          "ssmmessages endpoint, or the task role lacks ssmmessages permissions",
        next: asked.doctor,
        ...kept,
      }, { cause: error });
    default:
      return error;
  }
}

/** A session that was started and did not begin. */
export function explainFailed(failed: PortSessionFailed, asked: PortAsked): EcsinError {
  const words = failed.message.trim();
  const made = (id: string, what: string, why: readonly string[], next: string) =>
    new EcsinError({ id, what, why, next, exitCode: EXIT.failure }, { cause: failed });
  if (/is forbidden/i.test(words)) {
    return made(
      "forward-forbidden",
      "the agent in the container does not forward to this address",
      [
        words,
        "metadata addresses and the first and last ones of the subnet are never forwarded to",
      ],
      "name another host",
    );
  }
  if (/unable to connect to specified port/i.test(words)) {
    return made("forward-refused", "the container cannot connect there", [words], asked.doctor);
  }
  if (/plugin with name port/i.test(words)) {
    return made(
      "port-session-failed",
      `the agent in container "${asked.container}" knows no port sessions`,
      [words, "it is of before 2019, or has only just started"],
      asked.doctor,
    );
  }
  if (/setting up data channel/i.test(words)) {
    return made(
      "port-session-failed",
      `the agent in container "${asked.container}" could not open its side of the session`,
      [words, "the task's network or the ssmmessages permissions of its role stand in the way"],
      asked.doctor,
    );
  }
  return made(
    "port-session-failed",
    `the session in container "${asked.container}" did not begin`,
    [words === "" ? "it was ended without a word" : words],
    asked.doctor,
  );
}
