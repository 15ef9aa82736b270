// Every environment variable that ecsin reads, and the only place where they are read. The papers
// list them from here. What AWS's SDK and Deno read by themselves is theirs.

/** Name → what it says. An empty value counts as not set. */
export const VARIABLES = {
  // ecsin's own.
  ECSIN_PROFILES: "Profiles file to use; --profiles goes over it",
  ECSIN_SESSION: "Session client: auto, plugin or native; --session goes over it",
  ECSIN_INSTALL_BASE_URL: "Where ecsin upgrade and the install scripts find releases",
  // AWS's, as its CLI and SDKs read them ("AWS SDKs and Tools Reference Guide").
  AWS_PROFILE: "AWS profile to sign in with; --aws-profile and ecsin's profile go over it",
  AWS_DEFAULT_PROFILE: "The older name of AWS_PROFILE",
  AWS_REGION: "Region; --region and ecsin's profile go over it",
  AWS_DEFAULT_REGION: "The older name of AWS_REGION",
  AWS_ACCESS_KEY_ID: "Keys to sign in with, where no AWS profile is named",
  AWS_SECRET_ACCESS_KEY: "Belongs to AWS_ACCESS_KEY_ID",
  AWS_SECURITY_TOKEN: "The older name of AWS_SESSION_TOKEN, which it goes over",
  AWS_SESSION_TOKEN: "Belongs to AWS_ACCESS_KEY_ID, where it is a temporary one",
  AWS_ACCOUNT_ID: "Account of the keys",
  AWS_CONFIG_FILE: "AWS's config file instead of ~/.aws/config",
  AWS_SHARED_CREDENTIALS_FILE: "AWS's credentials file instead of ~/.aws/credentials",
  AWS_CREDENTIAL_FILE: "boto's old file of keys: not read, and said so where it might count",
  BOTO_CONFIG: "The same as AWS_CREDENTIAL_FILE",
  AWS_ROLE_ARN: "Role of AWS_WEB_IDENTITY_TOKEN_FILE",
  AWS_ROLE_SESSION_NAME: "Session name of AWS_ROLE_ARN",
  AWS_WEB_IDENTITY_TOKEN_FILE: "Token to take a role with, as EKS and CI systems set it",
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "Where ECS gives a container its credentials",
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "Where EKS and CloudShell give credentials",
  AWS_CONTAINER_AUTHORIZATION_TOKEN: "Belongs to AWS_CONTAINER_CREDENTIALS_FULL_URI",
  AWS_EC2_METADATA_DISABLED: "true: the EC2 machine's role is not asked for",
  AWS_ENDPOINT_URL: "Asked instead of AWS, by every service",
  AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: "Asked instead of CloudWatch Logs",
  AWS_ENDPOINT_URL_ECS: "Asked instead of Amazon ECS",
  AWS_ENDPOINT_URL_IAM: "Asked instead of IAM",
  AWS_ENDPOINT_URL_KMS: "Asked instead of KMS",
  AWS_ENDPOINT_URL_SSM: "Asked instead of Systems Manager",
  AWS_ENDPOINT_URL_SIGNIN: "Asked instead of the service of aws login",
  AWS_ENDPOINT_URL_SSO: "Asked instead of SSO's portal",
  AWS_ENDPOINT_URL_SSO_OIDC: "Asked instead of SSO's sign-in",
  AWS_ENDPOINT_URL_STS: "Asked instead of STS",
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true: no endpoint of the environment or of AWS's files",
  AWS_USE_FIPS_ENDPOINT: "true: FIPS endpoints",
  AWS_USE_DUALSTACK_ENDPOINT: "true: endpoints with IPv4 and IPv6",
  AWS_MAX_ATTEMPTS: "Tries of a call that is throttled or fails",
  AWS_RETRY_MODE: "Only standard is known; any other is said",
  AWS_CA_BUNDLE: "PEM file of certificates that are trusted besides the system's",
  // The network's and the system's.
  HTTPS_PROXY: "Proxy for HTTPS and sessions",
  https_proxy: "The same as HTTPS_PROXY, which goes over it",
  HTTP_PROXY: "Proxy for HTTP",
  http_proxy: "The same as HTTP_PROXY, which goes over it",
  ALL_PROXY: "Proxy for both, where neither is named",
  all_proxy: "The same as ALL_PROXY, which goes over it",
  NO_PROXY: "Hosts that are reached without the proxy",
  no_proxy: "The same as NO_PROXY, which goes over it",
  NO_COLOR: "Set: no colours; --color always goes over it",
  TERM: "dumb: no colours, and nothing is asked by the picker",
  CI: "Set: said where nobody can be asked",
  HOME: "Your folder",
  USERPROFILE: "Your folder on Windows",
  XDG_CONFIG_HOME: "Folder of ecsin/profiles.yaml instead of ~/.config",
  XDG_STATE_HOME: "Folder of what ecsin remembers instead of ~/.local/state",
  APPDATA: "Folder of ecsin\\profiles.yaml on Windows",
  LOCALAPPDATA: "Folder of what ecsin remembers on Windows",
  ProgramFiles: "Where session-manager-plugin is looked for on Windows, besides PATH",
  PATH: "Where programs are looked for",
  SHELL: "Your shell: whose script ecsin completions prints",
  VISUAL: "Editor of ecsin profile edit",
  EDITOR: "The same as VISUAL, which goes over it",
  DISPLAY: "Set: there is a screen, and ecsin open opens a browser on it",
  WAYLAND_DISPLAY: "The same as DISPLAY, for Wayland",
  WSL_DISTRO_NAME: "Set: ecsin open uses the browser of Windows",
  MSYSTEM: "Git Bash on Windows: lines to paste are for it",
} as const;

/** The name of a variable that ecsin reads. */
export type Variable = keyof typeof VARIABLES;

/** Reads a variable; undefined where it is not set or empty. */
export type Env = (name: Variable) => string | undefined;

/** A variable whose value has bytes that are not UTF-8; told in words by the one catch. */
export class UnreadableVariable extends Error {
  override readonly name = "UnreadableVariable";

  constructor(readonly variable: string) {
    super(`the environment variable ${variable} cannot be read`);
  }
}

/** The environment that ecsin was started in; throws {@link UnreadableVariable}. */
export const environment: Env = (name) => {
  try {
    return Deno.env.get(name) || undefined;
  } catch {
    throw new UnreadableVariable(name);
  }
};

/** A variable that a text names, as `$NAME` does in the path of a file of AWS's; it may be any. */
export function named(env: Env, name: string): string | undefined {
  const any: (name: string) => string | undefined = env as (name: string) => string | undefined;
  return any(name);
}

/** All of it, for a program that ecsin starts. */
export function wholeEnvironment(): Record<string, string> {
  return Deno.env.toObject();
}
