// Situations of odd values in a profile, and of a program's or a token's odd answers, which end in
// ecsin as in AWS's CLI. Written as in situations.ts; `HOME/bin/say TEXT` prints its text.
import type { Situation } from "./situations.ts";

const ROLE = "role_arn = arn:aws:iam::123456789012:role/";
const SECRET = "aws_secret_access_key = secretsecretsecret";
const POD = "arn:aws:iam::123456789012:role/pod";
const PRINTED = '"Version":1,"AccessKeyId":"ASIASAID","SecretAccessKey":"secretsecretsecret"';
const SSO = "sso_session = A B\nsso_account_id = 123456789012\nsso_role_name = dev\n";

/** A profile whose program prints something. */
function printing(text: string) {
  return { config: `[profile a]\ncredential_process = HOME/bin/say '${text}'\n`, awsProfile: "a" };
}

/** A role by keys, with a line more. */
function withLine(line: string) {
  return {
    config: `[profile a]\n${ROLE}a\nsource_profile = b\n${line}\n` +
      `[profile b]\naws_access_key_id = AKIAB\n${SECRET}\n`,
    awsProfile: "a",
  };
}

/** All of them. */
export const ODD: readonly Situation[] = [
  { name: "a role for no time", ...withLine("duration_seconds = 0"), ends: "refused" },
  { name: "a role for less than no time", ...withLine("duration_seconds = -5"), ends: "refused" },
  { name: "a role for too brief a time", ...withLine("duration_seconds = 899"), ends: "refused" },
  {
    name: "a duration that is no number",
    ...withLine("duration_seconds = 1h"),
    ends: "ASIAA after AssumeRole AKIAB",
  },
  {
    name: "a session name that is empty",
    ...withLine("role_session_name ="),
    ends: "ASIAA after AssumeRole AKIAB",
  },
  { name: "a session name of one letter", ...withLine("role_session_name = x"), ends: "refused" },
  {
    name: "a web identity's role that is no ARN",
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token", AWS_ROLE_ARN: "pod" },
    ends: "refused",
  },
  {
    name: "a web identity's session name of one letter",
    config: `[profile a]\n${ROLE}a\nweb_identity_token_file = HOME/token\nrole_session_name = x\n`,
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a role in the environment, its token in the default profile beside another role",
    config: `[default]\n${ROLE}own\nweb_identity_token_file = HOME/token\n`,
    env: { AWS_ROLE_ARN: POD },
    ends: "ASIAPOD after AssumeRoleWithWebIdentity",
  },
  {
    name: "a web identity that lends its credentials, whatever role the environment names",
    config: `[profile a]\n${ROLE}a\nsource_profile = b\n` +
      `[profile b]\n${ROLE}b\nweb_identity_token_file = HOME/token\n`,
    env: { AWS_ROLE_ARN: POD },
    awsProfile: "a",
    ends: "ASIAA after AssumeRoleWithWebIdentity, AssumeRole ASIAB1",
  },
  {
    name: "an sso-session whose region the profile has",
    config: `[profile a]\n${SSO}sso_region = eu-central-1\n` +
      "[sso-session 'A B']\nsso_start_url = https://corp.example/start\n",
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "an sso-session whose start URL the profile has",
    config: `[profile a]\n${SSO}sso_start_url = https://corp.example/start\n` +
      "[sso-session 'A B']\nsso_region = eu-central-1\n",
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "an account for SSO on a line below its key, beside keys",
    config: `[profile a]\nsso_account_id =\n  id = 1\naws_access_key_id = AKIAA\n${SECRET}\n`,
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "an sso_session on a line below its key, beside keys",
    config: `[profile a]\nsso_session =\n  name = s\naws_access_key_id = AKIAA\n${SECRET}\n`,
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a service's endpoint on the line of its name",
    config: `[profile a]\nservices = here\naws_access_key_id = AKIAA\n${SECRET}\n` +
      "[services here]\necs = ECS\n",
    env: { AWS_ENDPOINT_URL_ECS: undefined },
    awsProfile: "a",
    ends: "refused",
  },
  { name: "a program that prints keys", ...printing(`{${PRINTED}}`), ends: "ASIASAID" },
  {
    name: "a program that prints a time of no zone",
    ...printing(`{${PRINTED},"Expiration":"2101-01-01T00:00:00"}`),
    ends: "refused",
  },
  {
    name: "a program that prints a time with an offset",
    ...printing(`{${PRINTED},"Expiration":"2101-01-01T00:00:00+0900"}`),
    ends: "ASIASAID",
  },
  {
    name: "a program that prints a time as a number",
    ...printing(`{${PRINTED},"Expiration":4102444800}`),
    ends: "refused",
  },
  {
    name: "a program that prints no time",
    ...printing(`{${PRINTED},"Expiration":null}`),
    ends: "ASIASAID",
  },
  {
    name: "a program that prints a token as a number",
    ...printing(`{${PRINTED},"SessionToken":5}`),
    ends: "refused",
  },
  {
    name: "a program that prints a byte order mark",
    ...printing(`\\0357\\0273\\0277{${PRINTED}}`),
    ends: "refused",
  },
  {
    name: "a program that prints another encoding than UTF-8",
    ...printing(`{${PRINTED},"x":"\\0351"}`),
    ends: "refused",
  },
];
