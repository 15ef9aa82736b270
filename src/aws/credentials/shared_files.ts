// AWS's shared configuration and credentials files: where they are, and which of their sections are
// profiles, by the rules of AWS's CLI (botocore/configloader.py, botocore/session.py). All of ecsin
// reads them here, and what the SDK's providers need is handed to them (sdk_files.ts). Works without
// Deno's Node layer, which the SDK's own reader brings along (20 ms).
import { EcsinError, EXIT } from "../../error.ts";
import { editLine } from "../../pasteable.ts";
import { type Env, named, type Variable } from "../../environment.ts";
import { homeOf } from "../../paths.ts";
import { type IniFault, parseIni, type Section } from "./ini.ts";
import { posixWords } from "./shell_words.ts";

/** Sections by name. */
export type Sections = ReadonlyMap<string, Section>;

/** What both files hold. */
export interface AwsFiles {
  /** By name; what the credentials file says of one goes over what the config file says. */
  readonly profiles: Sections;
  /** What the config file alone says of profiles. */
  readonly config: Sections;
  /** What the credentials file alone says. */
  readonly credentials: Sections;
  /** `[sso-session NAME]` of the config file. */
  readonly ssoSessions: Sections;
  /** `[services NAME]` of the config file. */
  readonly services: Sections;
  /** Sections of the config file that are none of these: `[NAME]`, most often meant as a profile. */
  readonly others: ReadonlySet<string>;
  /** Files that are there and cannot be read: AWS's CLI goes on without a word. */
  readonly remarks: readonly string[];
}

/** A file that was looked at. */
export interface ReadFile {
  readonly path: string;
  /** Undefined: it is not there, or no plain file, which AWS's CLI takes for the same. */
  readonly bytes?: Uint8Array;
  /** A folder, a pipe or a device is there. */
  readonly isThere?: boolean;
  /** Why it is there and cannot be read, as Deno names it. */
  readonly unreadable?: string;
}

/** Reads both; throws an EcsinError with the line for what AWS's CLI refuses. */
export async function readAwsFiles(env: Env): Promise<AwsFiles> {
  return parseFiles(await readFiles(env));
}

/** The same of files that were read. */
export function parseFiles([config, credentials]: readonly [ReadFile, ReadFile]): AwsFiles {
  const remarks = [config, credentials].flatMap(({ path, unreadable }) =>
    unreadable === undefined ? [] : [`${path} cannot be read (${unreadable}), and is left out`]
  );
  return { ...mergeFiles(sectionsOf(config), sectionsOf(credentials)), remarks };
}

/** Profiles of two files. Pure. */
export function mergeFiles(config: Sections, credentials: Sections): Omit<AwsFiles, "remarks"> {
  const profiles = new Map<string, Section>();
  const ssoSessions = new Map<string, Section>();
  const services = new Map<string, Section>();
  const others = new Set<string>();
  const kinds = [["profile", profiles], ["sso-session", ssoSessions], [
    "services",
    services,
  ]] as const;
  for (const [title, section] of config) {
    const [, into] = kinds.find(([kind]) => title.startsWith(kind)) ?? [];
    const words = into === undefined ? undefined : posixWords(title);
    // The one of two that comes later is the profile: [profile a] and [profile "a"], [default] too.
    if (into !== undefined && words?.length === 2) into.set(words[1] ?? "", section);
    else if (title === "default") profiles.set(title, section);
    else others.add(title);
  }
  const all = new Map(profiles);
  for (const [name, section] of credentials) all.set(name, { ...all.get(name), ...section });
  return { profiles: all, config: profiles, credentials, ssoSessions, services, others };
}

/** Both files' sections for Tab; of a file that is refused none. */
export async function readLeniently(env: Env): Promise<Omit<AwsFiles, "remarks">> {
  const [config, credentials] = (await readFiles(env)).map((file) => {
    try {
      return sectionsOf(file);
    } catch {
      return new Map<string, Section>();
    }
  });
  return mergeFiles(config ?? new Map(), credentials ?? new Map());
}

/** Whether a name is one to be offered; the credentials file may hold sections that were meant else. */
export function isOffered(name: string): boolean {
  return !/^(profile|sso-session|services)\s/.test(name);
}

/** Looks at both files: the config file and the credentials file. */
export async function readFiles(env: Env): Promise<readonly [ReadFile, ReadFile]> {
  const { config, credentials } = sharedFilePaths(env);
  return await Promise.all([readOne(config), readOne(credentials)]);
}

/** The sections of a file; throws an EcsinError for one that AWS's CLI refuses. */
export function sectionsOf({ path, bytes }: ReadFile): Sections {
  if (bytes === undefined) return new Map();
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fileMalformed(path, {
      line: 1,
      what: isUtf16(bytes) ? "the file is UTF-16" : "the file is not UTF-8",
      remedy: "save it as UTF-8 without BOM",
    });
  }
  const read = parseIni(text);
  if ("fault" in read) throw fileMalformed(path, read.fault);
  return read.sections;
}

/** Where both files are looked for; without a home `~` stays, and nothing is there. */
export function sharedFilePaths(
  env: Env,
): { readonly config: string; readonly credentials: string } {
  const pathOf = (variable: Variable, usual: string) =>
    expandPath(env(variable) ?? `~/.aws/${usual}`, env);
  return {
    config: pathOf("AWS_CONFIG_FILE", "config"),
    credentials: pathOf("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
  };
}

/** `$NAME`, `${NAME}` and a leading `~`, as Python's os.path expands them; unknown ones stay. */
export function expandPath(path: string, env: Env): string {
  const expanded = path.replaceAll(
    /\$(?:([A-Za-z0-9_]+)|\{([^}=\0]+)\})/g,
    (whole, plain: string | undefined, braced: string | undefined) =>
      named(env, plain ?? braced ?? "") ?? whole,
  );
  const home = homeOf(env);
  if (home === undefined || !/^~(?=$|[/\\])/.test(expanded)) return expanded;
  const rest = expanded.slice(1);
  return home + (Deno.build.os === "windows" ? rest.replaceAll("/", "\\") : rest);
}

async function readOne(path: string): Promise<ReadFile> {
  // Of nobody's home: a folder called `~` where ecsin was started is whoever's made it.
  if (path.startsWith("~")) return { path };
  try {
    if (!(await Deno.stat(path)).isFile) return { path, isThere: true };
    return { path, bytes: await Deno.readFile(path) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { path };
    return { path, unreadable: error instanceof Error ? error.name : "Error" };
  }
}

function isUtf16([first, second]: Uint8Array): boolean {
  return first === 0xff && second === 0xfe || first === 0xfe && second === 0xff;
}

function fileMalformed(path: string, { line, what, remedy }: IniFault): EcsinError {
  return new EcsinError({
    id: "aws-file-malformed",
    what: `AWS's file ${path} cannot be used: ${what}`,
    why: [`line ${line}: ${remedy}`, "AWS's CLI refuses the file, too: nothing of it is used"],
    next: editLine(path, line),
    exitCode: EXIT.configuration,
  });
}
