// The cluster's `executeCommandConfiguration`, and which permissions it asks of the person and of
// the task role. The lists are AWS's ("Logging and auditing using ECS Exec").
import type { ExecConfiguration } from "../aws/exec_facts.ts";
import { awsLine, type Whom } from "../aws/line.ts";
import type { Task } from "../aws/task.ts";
import type { Check } from "./checks.ts";
import { CHANNEL_ACTIONS } from "./remedy.ts";

/** Permissions on one resource. */
export interface Permission {
  /** Kebab-case, part of a check's id. */
  readonly id: string;
  /** What they are for, in two or three words. */
  readonly purpose: string;
  readonly actions: readonly string[];
  /** An ARN, or `*`. */
  readonly resource: string;
  /** What of its actions is meant, where these do not tell: `on the task`. */
  readonly about?: string;
}

/** The checks of a cluster's configuration; they tell what is set, and judge only what may break. */
export function clusterChecks(cluster: string, config: ExecConfiguration, whom: Whom): Check[] {
  return [encryption(config), logging(cluster, config, whom), ...logTools(config)];
}

function encryption({ kmsKeyId }: ExecConfiguration): Check {
  const base = { id: "session-encryption", title: "encryption", status: "ok" as const };
  if (kmsKeyId === undefined) return { ...base, seen: "TLS only; the cluster names no KMS key" };
  return {
    ...base,
    seen: `TLS, and the cluster's KMS key ${kmsKeyId}`,
    why: "it asks you for kms:GenerateDataKey and the task role for kms:Decrypt",
  };
}

function logging(cluster: string, config: ExecConfiguration, whom: Whom): Check {
  const base = { id: "session-logging", title: "session logs" };
  const { logging, logGroup, bucket } = config;
  if (logging !== "OVERRIDE") {
    const seen = logging === "NONE"
      ? "NONE: sessions are not logged"
      : "DEFAULT: to the task's awslogs group, if it has one";
    return { ...base, status: "ok", seen };
  }
  const to = [
    ...(logGroup !== undefined ? [`CloudWatch Logs group ${logGroup}`] : []),
    ...(bucket !== undefined ? [`S3 bucket ${bucket}`] : []),
  ];
  if (to.length === 0) {
    return {
      ...base,
      status: "warning",
      seen: `OVERRIDE, but cluster "${cluster}" names neither a log group nor a bucket`,
      why: "sessions are not logged",
    };
  }
  const encrypted = [
    ...(config.logGroupMustBeEncrypted ? ["the log group"] : []),
    ...(config.bucketMustBeEncrypted ? ["the bucket"] : []),
  ];
  if (encrypted.length === 0) return { ...base, status: "ok", seen: `to ${to.join(" and ")}` };
  return {
    ...base,
    status: "warning",
    seen: `to ${to.join(" and ")}, only if ${encrypted.join(" and ")} is encrypted`,
    why:
      "a session ends at once when it is not encrypted, or when the task role may not check: it needs " +
      "logs:DescribeLogGroups on *, or s3:GetEncryptionConfiguration",
    ...(logGroup !== undefined && config.logGroupMustBeEncrypted
      ? {
        next: [
          awsLine(
            whom,
            ...["logs", "describe-log-groups", "--log-group-name-prefix", logGroup],
            ...["--query", "logGroups[].[logGroupName,kmsKeyId]"],
          ),
        ],
      }
      : {}),
  };
}

// The agent writes its log by these two programs of the image.
function logTools({ logging }: ExecConfiguration): Check[] {
  if (logging === "NONE") return [];
  return [{
    id: "log-tools",
    status: "unknown",
    title: "image",
    seen: "whether the image has `script` and `cat` cannot be checked from here",
    why: "without them sessions work, but are not logged",
  }];
}

/** What the task role must be allowed for ECS Exec in this cluster. */
export function taskRolePermissions(task: Task, config: ExecConfiguration): Permission[] {
  const { logging, logGroup, bucket, kmsKeyId } = config;
  const place = placeOf(task);
  return [
    CHANNEL,
    ...(kmsKeyId === undefined ? [] : [{
      id: "kms",
      purpose: "encryption",
      actions: ["kms:Decrypt"],
      resource: keyArn(kmsKeyId, place),
    }]),
    ...(logging !== "OVERRIDE" || logGroup === undefined ? [] : [
      {
        id: "log-groups",
        purpose: "session logs",
        actions: ["logs:DescribeLogGroups"],
        resource: "*",
      },
      {
        id: "log-group",
        purpose: "session logs",
        actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        resource: `arn:${place.partition}:logs:${place.region}:${place.accountId}:log-group:` +
          `${logGroup}:*`,
      },
    ]),
    ...(logging !== "OVERRIDE" || bucket === undefined ? [] : [
      {
        id: "bucket",
        purpose: "session logs",
        actions: ["s3:GetBucketLocation", "s3:GetEncryptionConfiguration"],
        resource: `arn:${place.partition}:s3:::${bucket}`,
      },
      {
        id: "bucket-objects",
        purpose: "session logs",
        actions: ["s3:PutObject"],
        resource: `arn:${place.partition}:s3:::${bucket}/*`,
      },
    ]),
  ];
}

/** What every task role needs, whatever the cluster's configuration. */
export const CHANNEL: Permission = {
  id: "ssmmessages",
  purpose: "the exec agent",
  actions: CHANNEL_ACTIONS,
  resource: "*",
};

/** What the person must be allowed in this cluster; without `config` only what is always needed. */
export function callerPermissions(
  task: Task,
  config: ExecConfiguration | undefined,
): Permission[] {
  const kmsKeyId = config?.kmsKeyId;
  return [
    {
      id: "execute-command",
      purpose: "you",
      actions: ["ecs:ExecuteCommand"],
      resource: task.taskArn,
    },
    ...(kmsKeyId === undefined ? [] : [{
      id: "data-key",
      purpose: "you",
      actions: ["kms:GenerateDataKey"],
      resource: keyArn(kmsKeyId, placeOf(task)),
    }]),
    // Both are needed for ports, and neither for a shell.
    {
      id: "start-session",
      purpose: "you",
      actions: ["ssm:StartSession"],
      about: "on the task (forward and tunnel)",
      resource: task.taskArn,
    },
    {
      id: "start-session-document",
      purpose: "you",
      actions: ["ssm:StartSession"],
      about: "on AWS's document (forward and tunnel)",
      resource: forwardingDocument(placeOf(task)),
    },
  ];
}

/** AWS's own documents have no account. */
function forwardingDocument({ partition, region }: ArnPlace): string {
  return `arn:${partition}:ssm:${region}::document/AWS-StartPortForwardingSession`;
}

interface ArnPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

function placeOf({ taskArn }: Task): ArnPlace {
  const [, partition = "aws", , region = "", accountId = ""] = taskArn.split(":");
  return { partition, region, accountId };
}

function keyArn(keyId: string, { partition, region, accountId }: ArnPlace): string {
  if (keyId.startsWith("arn:") && !keyId.includes(":alias/")) return keyId;
  // A policy names keys, never aliases; which key an alias means is not asked.
  if (keyId.includes("alias/")) return `arn:${partition}:kms:${region}:${accountId}:key/*`;
  return `arn:${partition}:kms:${region}:${accountId}:key/${keyId}`;
}
