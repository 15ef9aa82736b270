// What a profile and its sso-session say of SSO together, by botocore's rules (SSOProvider).
import { type AwsProfile, textsOf } from "./aws_profile.ts";
import type { AwsFiles } from "./shared_files.ts";
import { checkedRegion } from "./where.ts";

/** What a profile and its sso-session say together. */
export interface SsoSettings {
  /** `[sso-session NAME]`; undefined: the profile says all itself. */
  readonly session: string | undefined;
  readonly startUrl: string;
  readonly region: string;
  readonly accountId: string;
  readonly roleName: string;
}

/** Both together, or what is wrong with them. */
export function ssoSettings(profile: AwsProfile, files: AwsFiles): SsoSettings | string {
  const session = profile["sso_session"];
  const section = session === undefined ? {} : textsOf(files.ssoSessions.get(session));
  if (section === undefined) return noSession(session ?? "");
  for (const [key, value] of Object.entries(section)) {
    const own = profile[key];
    if (own !== undefined && own !== value) {
      return `its ${key} is "${own}", but [sso-session ${session}] says "${value}"`;
    }
  }
  const both: AwsProfile = { ...profile, ...section };
  const missing = ["sso_start_url", "sso_region", "sso_account_id", "sso_role_name"]
    .filter((key) => !both[key]);
  const ofSession = ["sso_start_url", "sso_region"].filter((key) => !section[key]);
  if (missing.length === 0 && session !== undefined && ofSession.length > 0) {
    return `[sso-session ${session}] has no ${ofSession.join(", ")}`;
  }
  if (missing.length > 0) return `it signs in by SSO, but has no ${missing.join(", ")}`;
  return {
    session,
    startUrl: both["sso_start_url"] ?? "",
    region: checkedRegion(both["sso_region"] ?? "", { from: "sso_region in AWS's files" }),
    accountId: both["sso_account_id"] ?? "",
    roleName: both["sso_role_name"] ?? "",
  };
}

/** A profile's sso_session that is in no file, in words. */
export function noSession(session: string): string {
  return `its sso_session is "${session}", but there is no [sso-session ${session}]`;
}
