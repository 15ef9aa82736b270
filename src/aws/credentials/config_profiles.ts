// The names in AWS's own configuration files, read line by line: for Tab there is no time to load
// what reads them in full. Nothing secret of them is looked at.
import type { Env } from "../../environment.ts";
import { readSharedTexts } from "./shared_files.ts";

/** A profile of AWS's files and what of it helps to tell it from others. */
export interface ConfigProfile {
  readonly name: string;
  readonly region?: string;
  /** Of `sso_account_id` or `role_arn`. */
  readonly accountId?: string;
}

/** Profiles of the config and the credentials file, in their order; none where there is no file. */
export async function readConfigProfiles(env: Env): Promise<readonly ConfigProfile[]> {
  const { config, credentials } = await readSharedTexts(env);
  const known = new Map<string, ConfigProfile>();
  const sections = [
    ...parseSections(config).flatMap(({ title, values }) => {
      const name = title === "default" ? title : /^profile\s+(.+)$/.exec(title)?.[1];
      return name === undefined ? [] : [{ name: unquoted(name), values }];
    }),
    ...parseSections(credentials).map(({ title, values }) => ({ name: title, values })),
  ];
  for (const { name, values } of sections) {
    const region = values.get("region");
    const accountId = values.get("sso_account_id") ?? values.get("role_arn")?.split(":")[4];
    known.set(name, {
      name,
      ...(region !== undefined ? { region } : {}),
      ...(accountId !== undefined ? { accountId } : {}),
      ...known.get(name),
    });
  }
  return [...known.values()];
}

const WANTED = /^(region|sso_account_id|role_arn)\s*=\s*(.*?)(?:\s+[#;].*)?$/;

/** `[title]` and the wanted keys below it; nested keys are indented and passed over. */
function parseSections(text: string) {
  const sections: { readonly title: string; readonly values: Map<string, string> }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const title = /^\[\s*(.*?)\s*\]/.exec(line)?.[1];
    if (title !== undefined) sections.push({ title, values: new Map() });
    const [, key = "", value = ""] = WANTED.exec(line.trimEnd()) ?? [];
    if (value !== "") sections.at(-1)?.values.set(key, value);
  }
  return sections;
}

function unquoted(name: string): string {
  return /^(["'])(.*)\1$/.exec(name)?.[2] ?? name;
}
