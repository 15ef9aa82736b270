// Regions and endpoints, from wherever they come (flags, profiles, ARNs, the environment, AWS's
// files): checked here before anything is asked there, so that no name of a host is made of them that
// is not AWS's, and no URL that nobody can ask.
import { EcsinError, EXIT } from "../../error.ts";
import { pasteable, settingLine } from "../../pasteable.ts";
import { UNPRINTABLE } from "../../printable.ts";

/** Where a value comes from. */
export interface Origin {
  /** A variable's name, a flag, or a setting "in AWS's files". */
  readonly from: string;
  /** Usage for a flag, else configuration. */
  readonly isFlag?: boolean;
  /** The AWS profile that says so. */
  readonly awsProfile?: string;
}

/** `eu-central-1`, `us-gov-west-1`, `us-iso-east-1`, `eusc-de-east-1`. */
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

/** The region as it came; throws an EcsinError for what is none. */
export function checkedRegion(region: string, { from, isFlag = false }: Origin): string {
  if (REGION.test(region)) return region;
  throw new EcsinError({
    id: "region-malformed",
    what: `"${region}" is not the name of an AWS region`,
    why: [`it comes from ${from}`, "a region looks like eu-central-1 or ap-northeast-1"],
    again: "--region eu-central-1",
    exitCode: isFlag ? EXIT.usage : EXIT.configuration,
  });
}

/** The URL as it came; throws an EcsinError for one that cannot be asked. */
export function checkedEndpoint(url: string, origin: Origin): string {
  const { from, isFlag = false, awsProfile = "default" } = origin;
  const fault = faultOf(url);
  if (fault === undefined) return url;
  const right = /^[\w.-]+(:\d+)?(\/[\w./-]*)?$/.test(url) ? `http://${url}` : "https://HOST";
  const next = isFlag
    ? []
    : /^AWS_\w+$/.test(from)
    ? settingLine(from, right)
    : `aws configure set endpoint_url ${pasteable(right)} --profile ${pasteable(awsProfile)}`;
  throw new EcsinError({
    id: "endpoint-malformed",
    what: `${from} is not a usable URL: ${fault}`,
    why: "write it as http://HOST/ or https://HOST/",
    next,
    ...(isFlag ? { again: `--endpoint-url ${pasteable(right)}` } : {}),
    exitCode: isFlag ? EXIT.usage : EXIT.configuration,
  });
}

const UNSAFE = new RegExp(`[\\s${UNPRINTABLE}"'<>\\\\^\`{|}]`);

/** Never the URL itself: a password may be in it. */
function faultOf(url: string): string | undefined {
  // URL's own parser would take these out without a word.
  if (UNSAFE.test(url)) return "it has spaces, quotes or the like in it";
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return "it has no scheme";
  if (!/^https?:/i.test(url)) return "its scheme is neither http nor https";
  if (!/^https?:\/\/[^/?#]/i.test(url)) return "it has no host";
  if (!URL.canParse(url)) return "its host or port is not valid";
  const { username, password, search, hash } = new URL(url);
  if (username !== "" || password !== "") return "it holds a user or a password";
  return search !== "" || hash !== "" ? "it has a ? or # in it" : undefined;
}
