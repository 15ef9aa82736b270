// The profiles of AWS's own configuration files, for Tab: nothing secret of them is looked at, and a
// file that AWS's CLI refuses has none.
import { textsOf } from "./aws_profile.ts";
import type { Env } from "../../environment.ts";
import { isOffered, readLeniently } from "./shared_files.ts";

/** A profile of AWS's files and what of it helps to tell it from others. */
export interface ConfigProfile {
  readonly name: string;
  readonly region?: string;
  /** Of `sso_account_id` or `role_arn`. */
  readonly accountId?: string;
}

/** Profiles of the config and the credentials file, in their order; none where there is no file. */
export async function readConfigProfiles(env: Env): Promise<readonly ConfigProfile[]> {
  const { profiles } = await readLeniently(env);
  return [...profiles].filter(([name]) => isOffered(name)).map(([name, section]) => {
    const { region, sso_account_id, role_arn } = textsOf(section) ?? {};
    const accountId = sso_account_id || role_arn?.split(":")[4];
    return { name, ...(region ? { region } : {}), ...(accountId ? { accountId } : {}) };
  });
}
