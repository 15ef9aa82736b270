// Says a secret by every way that ecsin has to say anything, for said_secrets_test.ts: an error of
// each kind, remarks, results, --debug's lines, the title, a standing line, a table that is painted,
// what is remembered, and what nobody waited for. Prints `done` at the end.
import { explainRefusal } from "../../src/aws/api/refusal.ts";
import { NetworkError } from "../../src/aws/api/http.ts";
import { AwsError } from "../../src/aws/api/signed_api.ts";
import { logged } from "../../src/aws/api/call.ts";
import { failureText } from "../../src/cli_words.ts";
import { environment } from "../../src/environment.ts";
import { EcsinError } from "../../src/error.ts";
import { errorText } from "../../src/error_text.ts";
import { writeMemory } from "../../src/memory/file.ts";
import { keepSecret } from "../../src/secrets.ts";
import { tell, writeResult } from "../../src/streams.ts";
import { openPainter } from "../../src/terminal/repaint.ts";
import { print, say } from "../../src/terminal/say.ts";
import { openStatus } from "../../src/terminal/status.ts";
import { addToTitle, showTitle } from "../../src/terminal/title.ts";
import { whileSaying } from "../../src/terminal/waiting.ts";

const [secret = "", ...pieces] = Deno.args;
keepSecret(secret);
const identity = {
  source: { kind: "chain" },
  remarks: [],
  flags: [["--region", secret]],
  asFlags: ` --region ${secret}`,
} as const;
const asked = { action: secret, input: { cluster: secret }, identity };
const metadata = { attempts: 1, httpStatusCode: 403, requestId: secret };

/** One of each room, as it is thrown there. */
const ERRORS: readonly unknown[] = [
  new EcsinError({ id: "x", what: secret, why: [secret], next: secret, exitCode: 1 }),
  new AwsError("AccessDeniedException", secret, metadata),
  new AwsError(secret, secret, metadata),
  new NetworkError("ECONNREFUSED", secret, {}),
  new TypeError(`Invalid header value: "${secret}"`),
  new SyntaxError(`Unexpected token in JSON: ${JSON.stringify({ secret })}`),
  new Deno.errors.NotFound(`No such file: '${secret}'`),
  new AggregateError([new Error(secret)], secret),
  new Error("outer", { cause: new Error(secret) }),
  secret,
  { secret },
];
const words = [secret, `x${secret}y`, encodeURIComponent(secret), JSON.stringify({ secret })];

for (const error of ERRORS) {
  tell(`${failureText(error, [secret], [secret])}\n`);
  try {
    tell(`${errorText(explainRefusal(error, asked))}\n`);
  } catch (fault) {
    tell(`${failureText(fault, [], [])}\n`);
  }
  const call = { service: "ecs", ...asked, debug: (line: string) => say(`debug: ${line}`) };
  await logged(call, () => Promise.reject(error)).catch(() => {});
}
for (const word of words) {
  say(word);
  print(`${word}\n`);
  writeResult(`${word}\n`);
  tell(`${word}\n`);
  const putBack = showTitle(word, environment);
  addToTitle(word);
  putBack();
  const status = openStatus(() => [word]);
  status.update();
  status.end();
  const painter = openPainter();
  painter.draw([word]);
  painter.end();
  await whileSaying(word, () => Promise.resolve());
  await writeMemory(environment, "recents", { word, [word]: [word] });
}
if (pieces.length > 0) tell(`pieces ${pieces.length}\n`);
tell("done\n");
