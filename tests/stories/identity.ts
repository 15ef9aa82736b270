// A person whose AWS profile `admin` is a role behind an MFA device, in a world with two clusters.
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { type FakeIdentities, startFakeIdentities } from "../fake_aws/identities.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { Home } from "./home.ts";

/** The device. */
export const MFA_SERIAL = "arn:aws:iam::123456789012:mfa/dev";

/** Everything that such a person has. */
export interface MfaPerson extends AsyncDisposable {
  readonly aws: FakeAws;
  readonly identities: FakeIdentities;
  readonly home: Home;
  /** The environment; AWS_PROFILE is admin. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Makes one. */
export async function makeMfaPerson(): Promise<MfaPerson> {
  const aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app"] }] } },
    staging: { services: { web: [{ containers: ["app"] }] } },
  }));
  const identities = startFakeIdentities();
  const home = await Home.make();
  identities.state.mfaCode = "246810";
  await home.write(
    ".aws/config",
    `[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = base\n` +
      `mfa_serial = ${MFA_SERIAL}\n`,
  );
  await home.write(
    ".aws/credentials",
    `[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = ${identities.state.secret()}\n`,
  );
  return {
    aws,
    identities,
    home,
    env: {
      ...aws.env,
      ...identities.env,
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_PROFILE: "admin",
    },
    async [Symbol.asyncDispose]() {
      await identities[Symbol.asyncDispose]();
      await aws[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}
