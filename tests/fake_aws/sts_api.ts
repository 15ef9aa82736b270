// STS as the fake identities have it (query protocol: a form in, XML out).
import { type AskedOf, Refused, type State } from "./identity_state.ts";

/** Answers one request. */
export function sts(
  request: Request,
  body: string,
  state: State,
  log: (asked: AskedOf) => void,
  refuse: (action: string) => void,
): Response {
  const { Action: action = "", Version: _version, ...input } = Object.fromEntries(
    new URLSearchParams(body),
  );
  const [accessKeyId = "", , region = ""] =
    /Credential=([^,]+)/.exec(request.headers.get("authorization") ?? "")?.[1]?.split("/") ?? [];
  const { WebIdentityToken: _secret, ...shown } = input;
  log({ action, input: shown, accessKeyId, region });
  refuse(action);
  const { RoleArn = "", RoleSessionName = "" } = input;
  switch (action) {
    case "GetCallerIdentity":
      return xml(
        action,
        `<Arn>arn:aws:iam::123456789012:user/${accessKeyId}</Arn><UserId>AIDAEXAMPLE</UserId>` +
          "<Account>123456789012</Account>",
      );
    case "AssumeRole":
      if (input["SerialNumber"] !== undefined) checkCode(input["TokenCode"] ?? "", state);
      return xml(action, assumed(RoleArn, RoleSessionName, state));
    case "AssumeRoleWithWebIdentity":
      if (!state.webIdentityTokens.has(input["WebIdentityToken"] ?? "")) {
        throw new Refused(
          400,
          "InvalidIdentityToken",
          "The web identity token that was passed could not be validated by AWS.",
        );
      }
      return xml(action, assumed(RoleArn, RoleSessionName, state));
  }
  throw new Refused(400, "InvalidAction", `the fake STS has no ${action}`);
}

/** STS's words, as people report them. */
function checkCode(code: string, { mfaCode, usedCodes }: State): void {
  if (code === mfaCode && !usedCodes.has(code)) {
    usedCodes.add(code);
    return;
  }
  throw new Refused(
    403,
    "AccessDenied",
    "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
  );
}

function assumed(roleArn: string, session: string, state: State): string {
  const [, , , , account = "", role = ""] = roleArn.split(":");
  const name = role.slice(role.lastIndexOf("/") + 1);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = state.issue(name);
  return `<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:${session}</AssumedRoleId>` +
    `<Arn>arn:aws:sts::${account}:assumed-role/${name}/${session}</Arn></AssumedRoleUser>` +
    `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId>` +
    `<SecretAccessKey>${secretAccessKey}</SecretAccessKey>` +
    `<SessionToken>${sessionToken}</SessionToken>` +
    `<Expiration>${expiration.toISOString().slice(0, 19)}Z</Expiration></Credentials>`;
}

function xml(action: string, result: string): Response {
  const requestId = crypto.randomUUID();
  return new Response(
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>` +
      `${result}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId>` +
      `</ResponseMetadata></${action}Response>`,
    { headers: { "content-type": "text/xml", "x-amzn-requestid": requestId } },
  );
}
