// AWS's files as the SDK's own providers see them: those that ecsin still asks (`aws login`, the EC2
// metadata service) read AWS's files by themselves, by other rules, and of AWS_PROFILE. They are
// handed the settings of the one profile that was chosen instead, whatever the files are.
// The import below is a static one: `deno bundle` loses the names of this package's exports in a
// dynamic one.
import { externalDataInterceptor } from "@smithy/core/config";
import type { AwsProfile } from "./aws_profile.ts";
import type { Env } from "../../environment.ts";
import { below, homeOf } from "../../paths.ts";

/** The profile by which the SDK is asked for what it was handed. */
export const HANDED = "default";

/** What the SDK's providers read of a profile. */
const KEYS = [
  "login_session",
  "ec2_metadata_service_endpoint",
  "ec2_metadata_service_endpoint_mode",
  "ec2_metadata_v1_disabled",
];

/** Hands a profile's settings over, in the place of both files. */
export function handToSdk(profile: AwsProfile, env: Env): void {
  // What the SDK would read otherwise than ecsin has no place in these values.
  const lines = KEYS.flatMap((key) => {
    const value = profile[key];
    return value && !/[\s#;]/.test(value) ? [`${key} = ${value}`] : [];
  });
  const ambient = env("AWS_PROFILE");
  const names = [
    HANDED,
    ...ambient !== undefined && /^[\w@+.%:/-]+$/.test(ambient) ? [ambient] : [],
  ];
  const config = [...new Set(names)].map((name) => [`[profile ${name}]`, ...lines].join("\n"));
  const home = homeOf(env) ?? "";
  for (
    const [variable, usual] of [["AWS_CONFIG_FILE", "config"], [
      "AWS_SHARED_CREDENTIALS_FILE",
      "credentials",
    ]] as const
  ) {
    const text = usual === "config" ? `${config.join("\n")}\n` : "";
    const named = env(variable) ?? below(home, `.aws/${usual}`);
    for (const path of new Set([named, named.replace(/^~(?=\/)/, () => home)])) {
      externalDataInterceptor.interceptFile(path, text);
    }
  }
}
