// Regions that an account has to enable before anybody can ask AWS there. AWS answers for one that is
// not as for credentials that it does not know ("Managing AWS Regions", AWS Account Management).
import { awsLine, type Whom } from "../line.ts";

/** Those of the partition `aws` that are enabled in every account; newer ones never are. */
const ALWAYS = new Set([
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"],
  ...["eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1"],
  ...["ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1"],
  ...["ap-southeast-1", "ap-southeast-2"],
]);

/** Whether a region has to be enabled first. */
export function isOptIn(region: string): boolean {
  return /^(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d+$/.test(region) && !ALWAYS.has(region);
}

/** Why it may be the reason. */
export function optInWords(region: string): string {
  return `${region} has to be enabled in an account first: until then AWS accepts no credentials there`;
}

/** The line that tells. It asks no region of its own: the one that may not be enabled knows nobody. */
export function optInLine(region: string, whom: Whom): string {
  const words = ["account", "get-region-opt-status", "--region-name", region];
  return awsLine({ ...whom, region: "us-east-1" }, ...words);
}
