// AWS's shared configuration and credentials files, read as the SDK reads them, but without Deno's
// Node layer, which the SDK's own reader brings along (20 ms). What is read here is what most
// people have; credentials of any other kind than plain keys are the SDK's (see plain_keys.ts).
import type { Env, Variable } from "../../environment.ts";

/** Keys and values of one section; a nested key is `outer.inner`. */
export type Section = Readonly<Record<string, string>>;
/** Sections by name: profiles by their own, others as `services.NAME` and `sso-session.NAME`. */
export type Sections = Readonly<Record<string, Section>>;

/** Both files; what is not there is empty. */
export interface SharedFiles {
  readonly config: Sections;
  readonly credentials: Sections;
}

/** Reads `~/.aws/config` and `~/.aws/credentials`, or the files that the environment names. */
export async function readSharedFiles(env: Env): Promise<SharedFiles> {
  const { config, credentials } = await readSharedTexts(env);
  return { config: profilesOf(parseSections(config)), credentials: parseSections(credentials) };
}

/** The text of both files; the SDK takes one that cannot be read for one that is not there. */
export async function readSharedTexts(
  env: Env,
): Promise<{ readonly config: string; readonly credentials: string }> {
  const paths = sharedFilePaths(env);
  const [config, credentials] = await Promise.all(
    [paths.config, paths.credentials].map((path) => Deno.readTextFile(path).catch(() => "")),
  );
  return { config: config ?? "", credentials: credentials ?? "" };
}

/** Where both files are looked for; without a home `~` stays, and nothing is there. */
export function sharedFilePaths(
  env: Env,
): { readonly config: string; readonly credentials: string } {
  const home = env("HOME") ?? env("USERPROFILE") ?? "~";
  const pathOf = (variable: Variable, usual: string) =>
    (env(variable) ?? `~/.aws/${usual}`).replace(/^~(?=\/)/, () => home);
  return {
    config: pathOf("AWS_CONFIG_FILE", "config"),
    credentials: pathOf("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
  };
}

/** What both files say of a profile; the credentials file goes over the other. */
export function profileIn({ config, credentials }: SharedFiles, awsProfile: string): Section {
  return { ...config[awsProfile], ...credentials[awsProfile] };
}

/**
 * The sections of a file. A comment begins with `#` or `;` at the start of a line or after a blank;
 * indented keys below one without a value are nested.
 */
export function parseSections(text: string): Sections {
  const sections = new Map<string, Map<string, string>>();
  let name: string | undefined;
  let outer: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [kept = ""] = line.split(/(?:^|\s)[;#]/);
    const said = kept.trim();
    if (said.startsWith("[") && said.endsWith("]")) {
      name = sectionName(said.slice(1, -1));
      outer = undefined;
      continue;
    }
    const equals = said.indexOf("=");
    if (!name || equals < 1) continue;
    const key = said.slice(0, equals).trim();
    const value = said.slice(equals + 1).trim();
    if (value === "") {
      outer = key;
      continue;
    }
    if (!/^\s/.test(line)) outer = undefined;
    const section = sections.get(name) ?? new Map<string, string>();
    sections.set(name, section.set(outer ? `${outer}.${key}` : key, value));
  }
  return Object.fromEntries(
    [...sections].map(([section, values]) => [section, Object.fromEntries(values)]),
  );
}

/** `profile "x"` → `profile.x`; undefined for a kind that AWS does not know. */
function sectionName(said: string): string | undefined {
  const [, kind = "", , name] = /^([\w-]+)\s(["'])?([\w\-@+.%:/]+)\2$/.exec(said) ?? [];
  if (name === undefined) return said;
  return ["profile", "sso-session", "services"].includes(kind) ? `${kind}.${name}` : undefined;
}

/** The configuration file calls profiles `profile NAME`; the default one may go without. */
function profilesOf({ default: plain, ...sections }: Sections): Sections {
  const named = Object.entries(sections).flatMap(([name, section]) => {
    if (name.startsWith("profile.")) return [[name.slice("profile.".length), section]];
    return /^(services|sso-session)\./.test(name) ? [[name, section]] : [];
  });
  return { ...(plain !== undefined ? { default: plain } : {}), ...Object.fromEntries(named) };
}
