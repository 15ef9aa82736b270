// The host of AWS's console by partition ("AWS service endpoints", "Console home").

const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, "console.amazonaws.cn"],
  [/^us-gov-/, "console.amazonaws-us-gov.com"],
  [/^eusc-/, "console.amazonaws-eusc.eu"],
  [/^(?!us-iso|eu-iso)/, "console.aws.amazon.com"],
];

/** The host; undefined for isolated partitions, which have addresses of their own. */
export function consoleHost(region: string): string | undefined {
  return HOSTS.find(([match]) => match.test(region))?.[1];
}
