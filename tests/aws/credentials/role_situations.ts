// Situations of a role that a profile names, which end in ecsin as in AWS's CLI. Written as in
// situations.ts.
import type { Situation } from "./situations.ts";

const ROLE = "role_arn = arn:aws:iam::123456789012:role/";
const SECRET = "aws_secret_access_key = secretsecretsecret";
/** Another place than the one that is meant: whoever asks there is wrong. */
const WRONG = "http://127.0.0.1:1";
/** STS is asked where the chosen profile says; nothing of the environment names it. */
const BY_PROFILE = { AWS_ENDPOINT_URL_STS: undefined, AWS_ENDPOINT_URL_SSO: undefined };

/** All of them. */
export const OF_ROLES: readonly Situation[] = [
  {
    name: "a role of the chosen profile, asked where that profile says, not where AWS_PROFILE says",
    config: `[profile local]\nendpoint_url = ${WRONG}\n` +
      `[profile prodrole]\n${ROLE}prod\nsource_profile = base\nendpoint_url = STS\n`,
    credentials: `[base]\naws_access_key_id = AKIABASE\n${SECRET}\n`,
    env: { ...BY_PROFILE, AWS_PROFILE: "local" },
    awsProfile: "prodrole",
    ends: "ASIAPROD after AssumeRole AKIABASE",
  },
  {
    name: "a role of the chosen profile beside a [default] with an endpoint",
    config: `[default]\nendpoint_url = ${WRONG}\n` +
      `[profile prodrole]\n${ROLE}prod\nsource_profile = base\nservices = here\n` +
      "[services here]\nsts =\n  endpoint_url = STS\n",
    credentials: `[base]\naws_access_key_id = AKIABASE\n${SECRET}\n`,
    env: BY_PROFILE,
    awsProfile: "prodrole",
    ends: "ASIAPROD after AssumeRole AKIABASE",
  },
  {
    name: "a role whose source has an endpoint and a region of its own",
    config: `[profile a]\n${ROLE}a\nsource_profile = base\nregion = eu-west-1\n` +
      `[profile base]\nregion = us-east-2\nendpoint_url = ${WRONG}\naws_access_key_id = AKIABASE\n${SECRET}\n`,
    env: { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined },
    awsProfile: "a",
    ends: "ASIAA after AssumeRole AKIABASE in eu-west-1",
  },
  {
    name: "a role without a source",
    config: `[profile a]\n${ROLE}a\n`,
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a role without a source, beside keys of its own",
    config: `[profile a]\n${ROLE}a\n`,
    credentials: `[a]\naws_access_key_id = AKIAOWN\n${SECRET}\n`,
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a role with two sources",
    config: `[profile a]\n${ROLE}a\nsource_profile = b\ncredential_source = Environment\n` +
      `[profile b]\naws_access_key_id = AKIAB\n${SECRET}\n`,
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a role whose source is a role with keys beside it: the keys",
    config: `[profile a]\n${ROLE}a\nsource_profile = b\n` +
      `[profile b]\n${ROLE}b\nsource_profile = a\naws_access_key_id = AKIAB\n${SECRET}\n`,
    awsProfile: "a",
    ends: "ASIAA after AssumeRole AKIAB",
  },
  {
    name: "a role by the keys beside it",
    config: `[profile a]\n${ROLE}a\nsource_profile = a\naws_access_key_id = AKIAA\n${SECRET}\n`,
    awsProfile: "a",
    ends: "ASIAA after AssumeRole AKIAA",
  },
  {
    name: "roles in a circle",
    config:
      `[profile a]\n${ROLE}a\nsource_profile = b\n[profile b]\n${ROLE}b\nsource_profile = a\n`,
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a role with an external id that is empty",
    config: `[profile a]\n${ROLE}a\nsource_profile = b\nexternal_id =\n` +
      `[profile b]\naws_access_key_id = AKIAB\n${SECRET}\n`,
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a role that is no ARN",
    config: "[profile a]\nrole_arn = admin\nsource_profile = b\n" +
      `[profile b]\naws_access_key_id = AKIAB\n${SECRET}\n`,
    awsProfile: "a",
    ends: "refused",
  },
  {
    name: "a chain of roles",
    config:
      `[profile a]\n${ROLE}a\nsource_profile = b\n[profile b]\n${ROLE}b\nsource_profile = c\n` +
      `[profile c]\naws_access_key_id = AKIAC\n${SECRET}\n`,
    awsProfile: "a",
    ends: "ASIAA after AssumeRole AKIAC, AssumeRole ASIAB1",
  },
];
