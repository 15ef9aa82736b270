// Any valid file, any edit: the rest stays byte for byte. Files are written in every style that
// YAML has for them; each comment says whose it is.
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Change, editProfiles } from "../../src/profiles/edit.ts";
import { parseProfiles } from "../../src/profiles/parse.ts";
import { scalarText } from "../../src/profiles/yaml_text.ts";

/** A file's text and the profiles it was written from. */
interface Written {
  readonly text: string;
  readonly names: readonly string[];
}

const name = fc.oneof(
  fc.constantFrom("prod-web", "a b", "true", "12", "ünï", "x: y", "it's", "#1", "~", "-", "日本"),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
);
const word = fc.constantFrom("prod", "web", "4f2c", "12", "null", "a: b", "a # b", "", "x, y}")
  .filter((text) => text !== "");
const quoted = (text: string) =>
  fc.constantFrom(
    scalarText(text),
    JSON.stringify(text),
    `'${text.replaceAll("'", "''")}'`,
  );
const comment = fc.constantFrom("", "", " # own");

/** The lines of one profile in block style, its first one without indent. */
const body = (indent: string, isLast: boolean) =>
  fc.record({ cluster: word, shape: fc.constantFrom("block", "flow", "scalar", "none"), comment })
    .chain(({ cluster, shape, comment }) =>
      quoted(cluster).map((value) => {
        switch (shape) {
          case "none":
            return `:${comment}\n`;
          case "flow":
            return `: {cluster: ${value},   shell: "sh"}${comment}\n`;
          case "scalar":
            return `:\n${indent}  description: ${isLast ? "|" : "|+"}\n${indent}      # text\n` +
              `${indent}      more\n\n${indent}  cluster: ${value}${comment}\n`;
          default:
            return `:${comment}\n${indent}   # own\n${indent}   cluster:   ${value}${comment}\n` +
              `${indent}   # own\n`;
        }
      })
    );

const gap = (indent: string) =>
  fc.constantFrom("", "\n", "\n\n", `\n${indent}# free\n\n`, "\n# free\n\n", `${indent}# head\n`);

/** Block style: `profiles:` with a line or more for each. */
const block: fc.Arbitrary<Written> = fc.record({
  names: fc.uniqueArray(name, { maxLength: 5 }),
  indent: fc.constantFrom("  ", "    ", " "),
  head: fc.constantFrom("", "# top\n\n", "---\n", "defaults:\n  region: r # free\n\n", "\n"),
  tail: fc.constantFrom("", "# end\n", "\n# end\n", "defaults: {region: r}\n", "...\n", "\n\n"),
  mark: fc.constantFrom("", " # free", " !!map", " &all"),
}).chain(({ names, indent, head, tail, mark }) =>
  fc.tuple(
    ...names.map((each, at) =>
      fc.tuple(gap(indent), quoted(each), body(indent, at === names.length - 1))
        .map(([gap, key, body]) => `${gap}${indent}${key}${body}`)
    ),
  ).map((parts) => ({
    text: `${head}profiles:${names.length > 0 || mark === " # free" ? mark : ""}\n` +
      parts.join("") + (head.startsWith("defaults") && tail.startsWith("defaults") ? "" : tail),
    names,
  }))
);

/** Flow style, in one line or several. */
const flow: fc.Arbitrary<Written> = fc.record({
  names: fc.uniqueArray(name, { maxLength: 5 }),
  separator: fc.constantFrom(", ", ",", " ,\n  ", ", # free, yes\n  "),
  end: fc.constantFrom("}", " }", "\n}", ",}", " , # free\n}"),
  around: fc.constantFrom(["profiles: ", "\n"], ["{profiles: ", "}\n"], [
    '{defaults: {region: r}, "profiles":',
    " }",
  ]),
  value: fc.constantFrom("{cluster: x}", "{}", "{cluster: 'a, b}',}", "~"),
}).chain(({ names, separator, end, around: [before = "", after = ""], value }) =>
  fc.tuple(...names.map(quoted)).map((keys) => ({
    text: `${before}{${keys.map((key) => `${key}: ${value}`).join(separator)}${
      keys.length === 0 ? end.replace(",", "") : end
    }${after}`,
    names,
  }))
);

const file = fc.tuple(fc.oneof(block, flow), fc.boolean(), fc.boolean())
  .map(([{ text, names }, isDos, isCut]): Written => {
    const cut = isCut ? text.replace(/\n+$/, "") : text;
    return { text: isDos ? cut.replaceAll("\n", "\r\n") : cut, names };
  });

/** What stayed at both ends, and what was exchanged between them. */
function difference(before: string, after: string) {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    before.at(-1 - end) === after.at(-1 - end)
  ) end++;
  return {
    taken: before.slice(start, before.length - end),
    given: after.slice(start, after.length - end),
  };
}

const profilesOf = (text: string) => Object.fromEntries(parseProfiles(text, "p.yaml").profiles);
const freeComments = (text: string) => text.match(/# (?:free|end|top).*/g) ?? [];
const edit = (text: string, change: Change) => editProfiles(text, "p.yaml", change);

Deno.test("the files of the property tests are valid, with many of each kind", () => {
  const files = fc.sample(file, { numRuns: 500, seed: 1 });
  for (const { text, names } of files) {
    assert.deepEqual(Object.keys(profilesOf(text)).sort(), [...names].sort(), text);
  }
  for (const mark of ["# own", "# free", "# head", "|+", "\r\n", "&all", ",}"]) {
    assert.ok(files.filter(({ text }) => text.includes(mark)).length > 20, mark);
  }
});

Deno.test("adding to any file puts something in and takes nothing out", () => {
  fc.assert(
    fc.property(file, fc.constantFrom("new", "n: 1", "99"), word, ({ text }, name, cluster) => {
      const after = edit(text, { kind: "add", name, profile: { cluster, shell: "a # b" } });
      const { taken } = difference(text, after);
      // A null that stood for "nothing here" may go.
      assert.match(taken, /^~?$/, JSON.stringify({ text, after }));
      assert.deepEqual(profilesOf(after), {
        ...profilesOf(text),
        [name]: { ...defaultsOf(text), cluster, shell: "a # b" },
      });
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("removing from any file takes one profile out and puts nothing in", () => {
  fc.assert(
    fc.property(file, fc.nat(), ({ text, names }, number) => {
      fc.pre(names.length > 0);
      const name = names[number % names.length] ?? "";
      const after = edit(text, { kind: "remove", name });
      const { given } = difference(text, after);
      // A map that says it is one stays one.
      const isLast = names.length === 1 && text.includes("!!map");
      assert.match(given.trim(), isLast ? /^[{}]*$/ : /^$/, JSON.stringify({ text, after }));
      const { [name]: _, ...rest } = profilesOf(text);
      assert.deepEqual(profilesOf(after), rest);
      assert.deepEqual(freeComments(after), freeComments(text), JSON.stringify({ text, after }));
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("renaming in any file exchanges the key", () => {
  fc.assert(
    fc.property(file, fc.nat(), fc.constantFrom("new", "n: 1", "99"), ({ text, names }, at, to) => {
      fc.pre(names.length > 0);
      const name = names[at % names.length] ?? "";
      const after = edit(text, { kind: "rename", name, to });
      const { taken, given } = difference(text, after);
      assert.ok(taken.length <= 2 * name.length + 2 && given.length <= to.length + 2);
      const { [name]: own, ...rest } = profilesOf(text);
      assert.deepEqual(profilesOf(after), { ...rest, [to]: own });
    }),
    { numRuns: 1_000 },
  );
});

function defaultsOf(text: string): object {
  return /defaults/.test(text) ? { region: "r" } : {};
}
