// The doctor's look at AWS's own configuration files: which profiles they hold, what of them is no
// profile, and what AWS's CLI refuses.
import { homePath } from "../../home_path.ts";
import type { Check } from "../../diagnosis/checks.ts";
import type { Env } from "../../environment.ts";
import {
  isOffered,
  mergeFiles,
  type ReadFile,
  readFiles,
  type Sections,
  sectionsOf,
} from "../../aws/credentials/shared_files.ts";
import { EcsinError } from "../../error.ts";

/** Names that are shown of one file. */
const SHOWN_MOST = 5;

/** One check for both files. */
export async function awsFilesCheck(env: Env): Promise<readonly Check[]> {
  const [config, credentials] = await readFiles(env);
  const faults: EcsinError[] = [];
  const read = (file: ReadFile): Sections => {
    try {
      return sectionsOf(file);
    } catch (error) {
      if (!(error instanceof EcsinError)) throw error;
      faults.push(error);
      return new Map();
    }
  };
  const files = mergeFiles(read(config), read(credentials));
  const seen = [seenOf(config, files.config), seenOf(credentials, files.credentials)].join("; ");
  const base = { id: "aws-files", title: "AWS files" } as const;
  const [fault] = faults;
  if (fault !== undefined) {
    const { what, why = [], next = [] } = fault.failure;
    const words = [why].flat().join("; ");
    return [{ ...base, status: "problem", seen: what, why: words, next: [next].flat() }];
  }
  const remarks = [
    ...[...files.others].filter((name) => !/^(plugins|preview)$/.test(name))
      .map((name) =>
        `[${name}] in the config file is not a profile; AWS expects [profile ${name}]`
      ),
    ...[...files.credentials.keys()].filter((name) => !isOffered(name))
      .map((name) => `[${name}] in the credentials file is not a profile of that name`),
    ...[config, credentials].flatMap(({ path, unreadable }) =>
      unreadable === undefined ? [] : [`${homePath(path)} cannot be read (${unreadable})`]
    ),
  ];
  if (remarks.length === 0) return [{ ...base, status: "ok", seen }];
  return [{ ...base, status: "warning", seen, why: remarks.join("; ") }];
}

function seenOf({ path, bytes, isThere = false }: ReadFile, sections: Sections): string {
  if (bytes === undefined) return `${homePath(path)} is ${isThere ? "no plain file" : "not there"}`;
  const names = [...sections.keys()].filter(isOffered);
  return `${homePath(path)}: ${names.slice(0, SHOWN_MOST).join(", ")}${
    names.length > SHOWN_MOST ? ", …" : ""
  }`;
}
