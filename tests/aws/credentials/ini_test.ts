// AWS's files are read as AWS's CLI reads them: botocore's own code, on the same generated files.
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseIni } from "../../../src/aws/credentials/ini.ts";
import {
  mergeFiles,
  type Sections,
  sectionsOf,
} from "../../../src/aws/credentials/shared_files.ts";
import { shellWords } from "../../../src/aws/credentials/shell_words.ts";
import { EcsinError } from "../../../src/error.ts";
import { Home } from "../../stories/home.ts";
import { needs } from "../../needs.ts";
import { awsCliFromPyPi, realAwsCli } from "./real_cli.ts";

const RUNS = 2000;

/** Reads each pair of files as botocore.session does, and splits each line as it does. */
const SCRIPT = `
import json, sys, os
import awscli
from botocore import configloader, compat
from botocore.exceptions import ConfigNotFound, ConfigParseError

def load(read, path, data, empty):
    with open(path, 'wb') as file:
        file.write(bytes(data))
    try:
        return read(path)
    except ConfigNotFound:
        return empty
    except ConfigParseError:
        return None

def answer(given, folder):
    config = load(configloader.load_config, os.path.join(folder, 'config'), given[0], None)
    raw = load(configloader.raw_config_parse, os.path.join(folder, 'credentials'), given[1], {})
    if config is None or raw is None:
        return {'refused': [config is None, raw is None]}
    profiles = config['profiles']
    for name in raw:
        if name not in profiles:
            profiles[name] = raw[name]
        else:
            profiles[name].update(raw[name])
    return {'profiles': profiles, 'sso': config['sso_sessions'], 'services': config['services']}

def words(line, platform):
    try:
        return compat.compat_shell_split(line, platform)
    except ValueError:
        return None

given = json.load(sys.stdin)
print(json.dumps({
    'files': [answer(each, given['folder']) for each in given['files']],
    'words': [[words(each, on) for on in ('linux', 'win32')] for each in given['lines']],
}))
`;

const indent = fc.constantFrom("", "", "", " ", "  ", "\t", "\u00a0", "\u2003");
const header = fc.constantFrom(
  "[default]",
  "[DEFAULT]",
  "[profile default]",
  "[profile a]",
  '[profile "a"]',
  "[profile 'a b']",
  "[profile prod] /* production */",
  "[prod] (old keys)",
  "[profile a] # c",
  "[profile a] ; ]",
  "[profile prod",
  "[profile  b  ]",
  "[ profile b]",
  "[profile\ta]",
  "[profile a\\ b]",
  "[profile c, = ( & # d]",
  "[profile 'c, = ( & # d']",
  "[profile größe]",
  "[profile 本番]",
  "[profile 'open]",
  "[profiles x]",
  "[profile]",
  "[a]",
  "[profile a]x]",
  "[sso-session 'A B']",
  "[sso-session s]",
  "[services s]",
  "[services s] x",
  "[plugins]",
  "[]",
  "[[a]]",
  "[",
);
const key = fc.constantFrom(
  "region",
  "REGION",
  "Role_Arn",
  "aws_access_key_id",
  "ecs",
  "sts",
  "endpoint_url",
  "a b",
  "ä",
  "İ",
  "",
  "__proto__",
  "constructor",
);
const between = fc.constantFrom("=", " = ", ":", " : ", "= ", " =", "\u00a0=\u00a0", "");
const value = fc.constantFrom(
  "",
  "",
  "b",
  "a=b",
  "a:b",
  "v # kept",
  "v ; kept",
  "#c",
  '"q"',
  "'q '",
  "[x]",
  "\\",
  "ü",
  "a\u0085b = c",
  "a\u2028b = c",
  "x\fy = z",
  "http://127.0.0.1:4566",
);
const setting = fc.tuple(key, between, value).map((parts) => parts.join(""));
const odd = fc.constantFrom(
  "",
  "",
  " ",
  "# c",
  "; c",
  "//c",
  "\ufeff",
  "<<<<<<< HEAD",
  "=======",
  ">>>>>>> theirs",
  "%YAML",
  "\u0000",
  "rem x = y",
);
const line = fc.tuple(
  indent,
  fc.oneof(
    { weight: 4, arbitrary: setting },
    { weight: 3, arbitrary: header },
    { weight: 1, arbitrary: odd },
  ),
).map((parts) => parts.join(""));
const encode = (text: string) => [...new TextEncoder().encode(text)];
const utf16 = (text: string) => [
  0xff,
  0xfe,
  ...[...text].flatMap((each) => [each.charCodeAt(0) & 0xff, each.charCodeAt(0) >> 8]),
];
const text = fc.tuple(
  fc.constantFrom("", "[default]\n", "[profile a]\n"),
  fc.array(line, { maxLength: 10 }),
  fc.constantFrom("\n", "\n", "\r\n", "\r"),
).map(([first, lines, end]) => first + lines.join(end));
const file = fc.oneof(
  { weight: 30, arbitrary: text.map(encode) },
  { weight: 1, arbitrary: text.map((each) => encode(`\ufeff${each}`)) },
  { weight: 1, arbitrary: text.map(utf16) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 30 }) },
);
const command = fc.array(
  fc.constantFrom("a", "$HOME", " ", "\t", '"', "'", "\\", "#", ";", "|", ">", "ä", "\n", "\\\\"),
  { maxLength: 12 },
).map((parts) => parts.join(""));

const cli = await realAwsCli();
const botocore = awsCliFromPyPi(cli);

Deno.test(
  needs("AWS's files are read as botocore reads them, refused where it refuses", botocore),
  async () => {
    await using home = await Home.make();
    const seed = Number(Deno.env.get("ECSIN_SEED") ?? Date.now() % 2 ** 31);
    const files = fc.sample(fc.tuple(file, file), { numRuns: RUNS, seed });
    const lines = fc.sample(command, { numRuns: RUNS, seed });
    const said = await ask({ folder: home.path, files, lines });
    for (const [at, [config = [], credentials = []]] of files.entries()) {
      const shown = [config, credentials].map((bytes) =>
        JSON.stringify(new TextDecoder().decode(Uint8Array.from(bytes)))
      );
      assert.deepEqual(
        read(config, credentials),
        said.files[at],
        `ECSIN_SEED=${seed}, config ${shown[0]}, credentials ${shown[1]}`,
      );
    }
    for (const [at, each] of lines.entries()) {
      const ours = [shellWords(each, "linux") ?? null, shellWords(each, "windows") ?? null];
      assert.deepEqual(ours, said.words[at], `ECSIN_SEED=${seed}, line ${JSON.stringify(each)}`);
    }
  },
);

interface Answers {
  readonly files: readonly unknown[];
  readonly words: readonly unknown[];
}

async function ask(given: object): Promise<Answers> {
  const python = new Deno.Command(`${cli}python`, {
    args: ["-X", "utf8", "-c", SCRIPT],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = python.stdin.getWriter();
  const [{ stdout }] = await Promise.all([
    python.output(),
    writer.write(new TextEncoder().encode(JSON.stringify(given))).then(() => writer.close()),
  ]);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** ecsin's reading of two files, as the script answers. */
function read(config: readonly number[], credentials: readonly number[]): unknown {
  const [one, other] = [config, credentials].map(sectionsIn);
  if (one === undefined || other === undefined) {
    return { refused: [one === undefined, other === undefined] };
  }
  const { profiles, ssoSessions, services } = mergeFiles(one, other);
  const plain = (sections: Sections) => JSON.parse(JSON.stringify(Object.fromEntries(sections)));
  return { profiles: plain(profiles), sso: plain(ssoSessions), services: plain(services) };
}

function sectionsIn(bytes: readonly number[]): Sections | undefined {
  try {
    return sectionsOf({ path: "x", bytes: Uint8Array.from(bytes) });
  } catch (error) {
    if (error instanceof EcsinError) return undefined;
    throw error;
  }
}

Deno.test("parseIni() names the first line that AWS's CLI refuses, and never says what is in it", () => {
  const faults: readonly (readonly [string, number, RegExp])[] = [
    ["region = x\n", 1, /before the first \[section\]/],
    ["[profile prod\naws_access_key_id = A\n", 1, /no closing bracket/],
    ["[a]\n\n[profile b\n", 3, /no closing bracket/],
    ["[a]\nregion = x\nREGION: y\n", 3, /the key region is there twice/],
    ["[a]\n[b]\n[a]\n", 3, /a second section \[a\]/],
    ["[a]\n<<<<<<< HEAD\nregion = x\n=======\n", 2, /git conflict/],
    ["[a]\nwJalrXUtnFEMI/secret\n", 2, /neither a \[section\] nor `key = value`/],
    ["[a]\nrole_arn =\n  arn\n", 3, /belongs to a key above it/],
    ["\ufeff[a]\n", 1, /byte order mark/],
  ];
  for (const [text, at, what] of faults) {
    const read = parseIni(text);
    assert.ok("fault" in read, text);
    assert.equal(read.fault.line, at, text);
    assert.match(read.fault.what, what);
    assert.doesNotMatch(JSON.stringify(read), /wJalr/);
  }
});
