// No secret in any word: whatever holds one loses it on the way out.
import assert from "node:assert/strict";
import fc from "fast-check";
import { failureText } from "../src/cli_words.ts";
import { EcsinError } from "../src/error.ts";
import { errorText } from "../src/error_text.ts";
import { keepPasswordIn, keepSecret, withoutSecrets, withoutUserInfo } from "../src/secrets.ts";

const secret = fc.oneof(
  fc.base64String({ minLength: 20, maxLength: 80 }),
  fc.string({ unit: "grapheme", minLength: 12, maxLength: 40 })
    .filter((text) => !/\s/.test(text) && !/^\W+$/u.test(text) && text.isWellFormed()),
  fc.tuple(fc.base64String({ minLength: 20 }), fc.constantFrom("\n", "\r\n", "\r", "\t", "\0", " "))
    .map(([text, end]) => `${text}${end}${text.slice(0, 12)}`),
);
const around = fc.constantFrom(
  (text: string) => text,
  (text: string) => `Invalid header value: "${text}"`,
  (text: string) => `{"x-amz-security-token":${JSON.stringify(text)}}`,
  (text: string) => `https://aws.example/?X-Amz-Security-Token=${encodeURIComponent(text)}&x=1`,
  (text: string) =>
    `<Message>x-amz-security-token:${
      text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    }</Message>`,
  (text: string) => `a${text}b`,
);

/** What of a secret may not be seen: its longest piece without blanks. */
function pieceOf(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.split(/[\s\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]+/)
    .reduce((a, b) => a.length >= b.length ? a : b);
}

Deno.test("withoutSecrets(), errorText() and failureText() tell no secret, however it is wrapped", () => {
  fc.assert(
    fc.property(secret, around, (text, wrap) => {
      const piece = pieceOf(text);
      fc.pre(piece.length >= 12);
      keepSecret(text);
      const words = wrap(text);
      const failure = new EcsinError({
        id: "x",
        what: words,
        why: [words, "plain"],
        next: words,
        exitCode: 1,
        aws: { name: words, message: words, requestId: words },
      });
      const fault = new TypeError(words, { cause: failure });
      for (
        const said of [
          withoutSecrets(words),
          errorText(failure),
          failureText(failure, [words], []),
          failureText(fault, [], []),
        ]
      ) assert.ok(!said.includes(piece), said);
    }),
    { numRuns: 300 },
  );
});

Deno.test("a short secret is taken out where it stands by itself, and nowhere else", () => {
  keepSecret("135791");
  assert.equal(
    withoutSecrets("code 135791, account 135791246810"),
    "code ***, account 135791246810",
  );
  keepSecret("abc");
  assert.equal(withoutSecrets("abc"), "abc");
});

Deno.test("withoutUserInfo() takes user and password out of every form of a proxy", () => {
  const forms: readonly (readonly [string, string])[] = [
    ["http://me:secret@proxy:3128", "http://…@proxy:3128"],
    ["http://me:se@cr@et@proxy:3128", "http://…@proxy:3128"],
    ["http://me:se/cret@proxy:3128", "http://…@proxy:3128"],
    ["me:secret@proxy:3128", "…@proxy:3128"],
    ["HTTP://me:secret@proxy:3128/", "HTTP://…@proxy:3128/"],
    ['"http://me:secret@proxy:3128"', '"http://…@proxy:3128"'],
    [" http://me:secret@proxy:3128 ", " http://…@proxy:3128 "],
    ["http://proxy:3128", "http://proxy:3128"],
  ];
  for (const [url, shown] of forms) assert.equal(withoutUserInfo(url), shown);
});

Deno.test("keepPasswordIn() keeps a password also as it is written without its code", () => {
  keepPasswordIn("http://me:hunter%40two22@proxy:3128");
  assert.equal(withoutSecrets("hunter@two22, hunter%40two22"), "***, ***");
});
