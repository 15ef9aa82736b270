// AWS's "no" in words: what happened, why as far as the error itself tells, the line to paste.
// Matched on error names and never on AWS's sentences. AWS's own name, message and request id are
// kept, shown last. Why there are no credentials at all is said by credentials_refusal.ts.
import { UnreadableVariable } from "../../environment.ts";
import { EcsinError, EXIT, type Failure, Left } from "../../error.ts";
import { proxiesLine, settingLine, timeLine, unsettingLine } from "../../pasteable.ts";
import { describeSource, type Identity } from "../credentials/identity.ts";
import { awsFilesLine, awsLine, ecsinLine } from "../line.ts";
import { isOptIn, optInLine, optInWords } from "./opt_in.ts";
import { lastPart } from "../task.ts";

/** What was asked when AWS, or the way to it, refused. */
export interface Asked {
  /** The API's action, such as `ListTasks`; `configure` before any call. */
  readonly action: string;
  /** IAM's prefix of the action; `ecs` unless told. */
  readonly service?: string;
  readonly input: object;
  readonly identity: Identity;
}

interface AwsWords {
  readonly name: string;
  readonly message: string;
  readonly requestId?: string;
  /** Node's code of a network error, such as ECONNREFUSED. */
  readonly code?: string;
  readonly status?: number;
}

/** Turns whatever an SDK call threw into an {@link EcsinError}. */
export function explainRefusal(error: unknown, asked: Asked): EcsinError {
  if (error instanceof EcsinError) return error;
  // A fault of ecsin's own must not look like AWS's no, and neither must the person's.
  const ofOurs = [TypeError, ReferenceError, Left, UnreadableVariable];
  if (ofOurs.some((kind) => error instanceof kind)) throw error;
  const words = readError(error);
  const { name, message, requestId } = words;
  const failure = credentialsFailure(words, asked) ?? requestFailure(words, asked) ??
    networkFailure(words, asked) ?? {
    id: "aws-refused",
    what: `AWS refused ${asked.action}`,
    why: message,
    next: ecsinLine(asked, "doctor"),
    exitCode: EXIT.refused,
  };
  const aws = {
    name: words.code ?? name,
    message,
    ...(requestId !== undefined ? { requestId } : {}),
  };
  return new EcsinError({ ...failure, aws }, { cause: error });
}

function credentialsFailure({ name }: AwsWords, asked: Asked): Failure | undefined {
  const { source } = asked.identity;
  const exitCode = EXIT.configuration;
  if (/^(ExpiredToken|ExpiredTokenException|RequestExpired)$/.test(name)) {
    return {
      id: "credentials-expired",
      what: "the AWS credentials have expired",
      why: `AWS did not accept ${describeSource(source)}`,
      next: source.kind === "awsProfile"
        ? awsFilesLine(source.awsProfile, asked, "configure", "list")
        : unsettingLine(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]),
      exitCode,
    };
  }
  if (
    /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|IncompleteSignature|MissingAuthenticationToken(Exception)?)$/
      .test(name)
  ) {
    const { region = "" } = asked.identity;
    return {
      id: "credentials-unknown",
      what: "AWS does not know these credentials",
      why: [
        `${describeSource(source)}: wrong, deleted, or of another partition than the region`,
        ...isOptIn(region) ? [optInWords(region)] : [],
      ],
      next: [
        awsLine(asked, "sts", "get-caller-identity"),
        ...isOptIn(region) ? [optInLine(region, asked)] : [],
      ],
      exitCode,
    };
  }
  if (/^(OptInRequired|RegionDisabledException|RegionDisabled)$/.test(name)) {
    const { region = "" } = asked.identity;
    return {
      id: "region-not-enabled",
      what: `region ${region} is not enabled in this account`,
      why: `AWS did not take ${describeSource(source)} there`,
      next: optInLine(region, asked),
      exitCode,
    };
  }
  if (/^(InvalidSignatureException|SignatureDoesNotMatch|RequestTimeTooSkewed)$/.test(name)) {
    return {
      id: "signature-refused",
      what: "AWS did not accept the signature of the request",
      why: "the secret key is wrong, or this machine's clock is off",
      next: [ecsinLine(asked, "doctor"), timeLine()],
      exitCode,
    };
  }
  return undefined;
}

function requestFailure({ name, message }: AwsWords, asked: Asked): Failure | undefined {
  const { action, input, identity } = asked;
  const exitCode = EXIT.refused;
  const named = (key: string): string => {
    const value: unknown = Reflect.get(input, key);
    return typeof value === "string" ? lastPart(value) : "";
  };
  const doctorFor = () =>
    ecsinLine(asked, "doctor", "--cluster", named("cluster"), "--task", named("task"));
  switch (name) {
    case "AccessDeniedException":
    case "AccessDenied":
      return {
        id: "access-denied",
        what: `not allowed to call ${asked.service ?? "ecs"}:${action}`,
        why: message,
        next: ecsinLine(asked, "doctor"),
        exitCode,
      };
    case "ClusterNotFoundException":
      return {
        id: "cluster-not-found",
        what: `there is no cluster "${named("cluster")}" in ${identity.region ?? "this region"}`,
        why: `requested with ${describeSource(identity.source)}: ` +
          "the account or region is wrong more often than the name",
        next: ecsinLine(asked, "list", "clusters"),
        exitCode,
      };
    case "ServiceNotFoundException":
    case "ServiceNotActiveException":
      return {
        id: "service-not-found",
        what: `there is no active service "${named("serviceName")}" in cluster "${
          named("cluster")
        }"`,
        next: ecsinLine(asked, "list", "services", "--cluster", named("cluster")),
        exitCode,
      };
    case "TargetNotConnectedException":
      return {
        id: "target-not-connected",
        what: `container "${named("container")}" of task ${
          named("task").slice(0, 8)
        } is not connected`,
        why: "its ECS Exec agent does not answer: it has only just started, cannot reach the " +
          "ssmmessages endpoint, or the task role lacks ssmmessages permissions",
        next: doctorFor(),
        exitCode,
      };
    case "ThrottlingException":
    case "Throttling":
    case "TooManyRequestsException":
      return {
        id: "throttled",
        what: `AWS kept throttling ${action}`,
        why: "the limit is for the whole account in this region: the calls of others count too",
        next: settingLine("AWS_MAX_ATTEMPTS", "20"),
        exitCode,
      };
  }
  if (name === "InvalidParameterException" && action === "ExecuteCommand") {
    return {
      id: "exec-not-possible",
      what: `ECS cannot run a command in container "${named("container")}" of task ${
        named("task").slice(0, 8)
      }`,
      why: message,
      next: doctorFor(),
      exitCode,
    };
  }
  return undefined;
}

function networkFailure(
  { name, message, code, status }: AwsWords,
  asked: Asked,
): Failure | undefined {
  const { action, service = "ecs", identity } = asked;
  const where = identity.endpointUrl ??
    `${service.toUpperCase()} in ${identity.region ?? "the configured region"}`;
  if (code === "EPROXY") {
    return {
      id: "proxy-failed",
      what: `the proxy on the way to ${where} cannot be used`,
      why: message,
      next: [proxiesLine(), ecsinLine(asked, "doctor")],
      exitCode: EXIT.failure,
    };
  }
  if (code !== undefined || name === "TimeoutError" || name === "AbortError") {
    return {
      id: "unreachable",
      what: `could not reach ${where}`,
      why: code === "ENOTFOUND" || code === "EAI_AGAIN"
        ? "DNS could not resolve its name: no network, a proxy that is not set, or a region that does not exist"
        : message,
      // A company's proxy that opens TLS signs with a certificate of its own.
      next: [
        ...(code === "CERT_UNTRUSTED" ? [settingLine("AWS_CA_BUNDLE", "FILE.pem")] : []),
        ecsinLine(asked, "doctor"),
      ],
      exitCode: EXIT.failure,
    };
  }
  if (status !== undefined && status >= 500) {
    return {
      id: "aws-failed",
      what: `AWS could not answer ${action} (HTTP ${status})`,
      why: message,
      next: ecsinLine(asked, "doctor"),
      exitCode: EXIT.refused,
    };
  }
  return undefined;
}

function readError(error: unknown): AwsWords {
  const bag: Record<string, unknown> = typeof error === "object" && error !== null
    ? Object.fromEntries(
      ["name", "message", "code", "$metadata"].map((k) => [k, Reflect.get(error, k)]),
    )
    : { message: String(error) };
  const metadata = typeof bag.$metadata === "object" && bag.$metadata !== null ? bag.$metadata : {};
  const requestId: unknown = Reflect.get(metadata, "requestId");
  const status: unknown = Reflect.get(metadata, "httpStatusCode");
  const network = typeof bag.code === "string" && /^(E[A-Z_]+|CERT_\w+|UND_ERR\w*)$/.test(bag.code);
  return {
    name: typeof bag.name === "string" ? bag.name : "Error",
    message: typeof bag.message === "string" ? bag.message : "",
    ...(typeof requestId === "string" ? { requestId } : {}),
    ...(network ? { code: String(bag.code) } : {}),
    ...(typeof status === "number" ? { status } : {}),
  };
}
