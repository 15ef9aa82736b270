// Situations of AWS's configuration, many of them from public bug reports, and how they end in AWS's
// CLI and in ecsin (beside_cli_test.ts). In files and variables `HOME` stands for the home folder,
// `STS` and `URL` for where the fake
// identities are, `ECS` for where ECS is.

import { DIFFERENCES } from "./differences.ts";
import { ODD } from "./odd_situations.ts";
import { OF_ROLES } from "./role_situations.ts";

const ROLE = "role_arn = arn:aws:iam::123456789012:role/";
const SECRET = "aws_secret_access_key = secretsecretsecret";
/** Another place than the one that is meant: whoever asks there is wrong. */
const WRONG = "http://127.0.0.1:1";

/** Files, environment and flags, and what comes of them. */
export interface Situation {
  readonly name: string;
  readonly config?: string;
  readonly credentials?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly awsProfile?: string;
  /** What comes of it in both: the key's beginning, or `refused`. */
  readonly ends: string;
  /** What AWS's CLI does instead. */
  readonly cliEnds?: string;
}

/** STS is asked where the chosen profile says; nothing of the environment names it. */
const BY_PROFILE = { AWS_ENDPOINT_URL_STS: undefined, AWS_ENDPOINT_URL_SSO: undefined };

/** Those that end alike, but for roles. */
const ALIKE: readonly Situation[] = [
  {
    name: "a remark after the header",
    config:
      "[profile dev]\nregion = eu-west-1\n[profile prod] /* production */\nregion = eu-west-3\n",
    credentials: `[dev]\naws_access_key_id = AKIADEV\n${SECRET}\n[prod] (old keys)\n` +
      `aws_access_key_id = AKIAPROD\n${SECRET}\n`,
    env: { AWS_PROFILE: "dev" },
    ends: "AKIADEV",
  },
  {
    name: "a header without its bracket",
    config: "[profile dev]\n[profile prod\nregion = eu-west-3\n",
    credentials: `[dev]\naws_access_key_id = AKIADEV\n${SECRET}\n`,
    env: { AWS_PROFILE: "dev" },
    ends: "refused",
  },
  {
    name: "quoted and non-ASCII names, keys in capitals, a colon",
    config: `[profile 'Größe 本番, = ( & #']\nAWS_ACCESS_KEY_ID: AKIAODD\n${SECRET}\n`,
    awsProfile: "Größe 本番, = ( & #",
    ends: "AKIAODD",
  },
  {
    name: "a profile given twice in two spellings: the later one",
    config: `[profile a]\naws_access_key_id = AKIAFIRST\n${SECRET}\n` +
      `[profile "a"]\naws_access_key_id = AKIASECOND\n${SECRET}\n`,
    awsProfile: "a",
    ends: "AKIASECOND",
  },
  {
    name: "[DEFAULT] is in every profile",
    config: `[DEFAULT]\naws_access_key_id = AKIAALL\n${SECRET}\n[profile a]\n`,
    awsProfile: "a",
    ends: "AKIAALL",
  },
  {
    name: "[foo] in the config file",
    config: `[foo]\n${SECRET}\n`,
    awsProfile: "foo",
    ends: "refused",
  },
  {
    name: "keys in two files are no pair",
    config: `[profile a]\n${SECRET}\n`,
    credentials: "[a]\naws_access_key_id = AKIAHALF\n",
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "SSO's token goes where the chosen profile says, not where AWS_PROFILE says",
    config: `[profile local]\nendpoint_url = ${WRONG}\n` +
      "[profile dev]\nsso_session = A B\nsso_account_id = 123456789012\nsso_role_name = dev\n" +
      "endpoint_url = STS\n[sso-session 'A B']\nsso_region = eu-central-1\n" +
      "sso_start_url = https://corp.example/start#/\n",
    env: { ...BY_PROFILE, AWS_PROFILE: "local" },
    awsProfile: "dev",
    ends: "ASIASSO after GetRoleCredentials",
  },
  {
    name: "FIPS of AWS_PROFILE's profile is not that of the chosen one",
    config: "[profile local]\nuse_fips_endpoint = true\n" +
      `[profile prodrole]\n${ROLE}prod\nsource_profile = base\n`,
    credentials: `[base]\naws_access_key_id = AKIABASE\n${SECRET}\n`,
    env: { AWS_PROFILE: "local" },
    awsProfile: "prodrole",
    ends: "ASIAPROD after AssumeRole AKIABASE",
  },
  {
    name: "a services section that is not there",
    config: `[profile a]\nservices = none\naws_access_key_id = AKIAA\n${SECRET}\n`,
    env: { AWS_ENDPOINT_URL_ECS: undefined },
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a key id in the environment without its secret",
    config: `[profile a]\naws_access_key_id = AKIAA\n${SECRET}\n`,
    env: { AWS_ACCESS_KEY_ID: "AKIAENV", AWS_PROFILE: "a" },
    ends: "refused",
  },
  {
    name: "credential_process before keys of the config file",
    config: "[profile a]\naws_access_key_id = AKIACONFIG\n" + SECRET +
      '\ncredential_process = HOME/bin/tool "ASIA TOOL"\n',
    awsProfile: "a",
    ends: "ASIATOOL",
  },
  {
    name: "keys of the credentials file before credential_process",
    config: '[profile a]\ncredential_process = HOME/bin/tool "ASIA TOOL"\n',
    credentials: `[a]\naws_access_key_id = AKIACREDS\n${SECRET}\n`,
    awsProfile: "a",
    ends: "AKIACREDS",
  },
  {
    name: "credential_process is no line of a shell",
    config: "[profile a]\ncredential_process = HOME/bin/tool $(echo evil) ; touch HOME/evil\n",
    awsProfile: "a",
    ends: "ASIA$(ECHOEVIL);TOUCH",
  },
  {
    name: "an SSO start URL that contradicts its session",
    config: "[profile a]\nsso_session = s\nsso_start_url = https://a.example\n" +
      "sso_account_id = 123456789012\nsso_role_name = dev\n" +
      "[sso-session s]\nsso_region = eu-central-1\nsso_start_url = https://b.example\n",
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a profile that is not there",
    credentials: `[default]\naws_access_key_id = AKIADEFAULT\n${SECRET}\n`,
    awsProfile: "nobody",
    ends: "refused",
  },
  {
    name: "a web identity token before keys of the default profile",
    credentials: `[default]\naws_access_key_id = AKIADEFAULT\n${SECRET}\n`,
    env: {
      AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token",
      AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/pod",
    },
    ends: "ASIAPOD after AssumeRoleWithWebIdentity",
  },
  {
    name: "a web identity token without a role",
    credentials: `[default]\naws_access_key_id = AKIADEFAULT\n${SECRET}\n`,
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token" },
    ends: "refused",
  },
  {
    name: "~ and variables in the name of a file",
    credentials: `[a]\naws_access_key_id = AKIAA\n${SECRET}\n`,
    env: { AWS_SHARED_CREDENTIALS_FILE: "~/$SUB/credentials", SUB: ".aws" },
    awsProfile: "a",
    ends: "AKIAA",
  },
  {
    name: "an endpoint of AWS's file without a scheme",
    config: `[profile a]\nendpoint_url = localhost:4566\naws_access_key_id = AKIAA\n${SECRET}\n`,
    env: { AWS_ENDPOINT_URL_ECS: undefined },
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a region that would be another host",
    config: `[profile a]\nregion = evil.example/x\naws_access_key_id = AKIAA\n${SECRET}\n`,
    env: { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined },
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "keys in the environment, and what they are used with in AWS_PROFILE's profile",
    config: `[default]\nendpoint_url = ${WRONG}\n[profile a]\nendpoint_url = ECS\n`,
    env: {
      AWS_PROFILE: "a",
      AWS_ACCESS_KEY_ID: "AKIAENV",
      AWS_SECRET_ACCESS_KEY: "secretsecretsecret",
      AWS_ENDPOINT_URL_ECS: undefined,
    },
    ends: "AKIAENV",
  },
  {
    name: "keys in the environment, and an AWS_PROFILE that is not there",
    credentials: `[a]\naws_access_key_id = AKIAA\n${SECRET}\n`,
    env: {
      AWS_PROFILE: "nobody",
      AWS_ACCESS_KEY_ID: "AKIAENV",
      AWS_SECRET_ACCESS_KEY: "secretsecretsecret",
    },
    ends: "refused",
  },
  {
    name: "an sso_session that is not there, beside keys",
    config: `[profile a]\nsso_session = gone\naws_access_key_id = AKIAA\n${SECRET}\n`,
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a git conflict in the section of another profile",
    config: `[profile a]\naws_access_key_id = AKIAA\n${SECRET}\n`,
    credentials: "[b]\n<<<<<<< HEAD\n",
    awsProfile: "a",
    ends: "refused",
  },
];

/** All of them. */
export const SITUATIONS: readonly Situation[] = [...ALIKE, ...OF_ROLES, ...ODD, ...DIFFERENCES];
