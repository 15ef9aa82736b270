// Where things stand in a profiles file's text: the root map, the map of profiles, each with its
// items' places. What edit.ts cuts by; parse.ts says whether a file is right. Pure.
import { type Document, isMap, isScalar, type Pair, parseAllDocuments, type YAMLMap } from "yaml";

/** A part of the text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One part of the text replaced. */
export interface Splice extends Span {
  readonly text: string;
}

/** One key of a map with its value. */
export interface Item {
  readonly name: string;
  /** The key's own characters, quotes and all. */
  readonly key: Span;
  /** The whole item: from a `?`, anchor or tag in front of the key to the value's last character. */
  readonly start: number;
  readonly end: number;
  /** The value's own characters, where it has some. */
  readonly value?: Span;
  /** Where the comma before it is, in a flow map. */
  readonly comma?: number;
}

/** A map as it is written. */
export interface Styled {
  readonly style: "block" | "flow";
  /** Blanks before a block map's keys. */
  readonly indent: number;
  readonly items: readonly Item[];
  readonly span: Span;
  /** Where the comma behind the last item is, in a flow map that has one. */
  readonly lastComma?: number;
}

/** A whole file. */
export interface Layout {
  readonly text: string;
  readonly newline: "\n" | "\r\n";
  /** Blanks by which a block goes in. */
  readonly step: string;
  /** Undefined where the file has nothing but comments. */
  readonly root?: Styled;
  /** Undefined where `profiles` is missing, empty or an alias. */
  readonly profiles?: Styled;
  /** What the file says. */
  readonly values: unknown;
}

/** Reads a text's layout; throws on what is no YAML. */
export function layoutOf(text: string): Layout {
  const documents = parseAllDocuments(text, { keepSourceTokens: true, stringKeys: true });
  const [document, second] = "empty" in documents ? [] : documents;
  if (document === undefined) return { ...plain(text), values: {} };
  const [fault] = document.errors;
  if (fault !== undefined) throw fault;
  if (second !== undefined) throw new Error("a second document");
  const values: unknown = document.toJS({ maxAliasCount: 100 });
  const root = document.contents;
  if (!isMap(root)) return { ...plain(text), values };
  const all = root.get("profiles", true);
  const styledRoot = styledOf(root);
  if (!isMap(all)) return { ...plain(text), root: styledRoot, values };
  const profiles = styledOf(all);
  return { ...plain(text), step: stepOf(document, profiles), root: styledRoot, profiles, values };
}

/** The text after one replacement. */
export function spliced(text: string, { start, end, text: by }: Splice): string {
  return text.slice(0, start) + by + text.slice(end);
}

function plain(text: string): Pick<Layout, "text" | "newline" | "step"> {
  return { text, newline: text.includes("\r\n") ? "\r\n" : "\n", step: "  " };
}

function stepOf(document: Document, profiles: Styled): string {
  const found = isMap(document.contents) ? document.contents.get("profiles") : undefined;
  const inner = isMap(found) ? found.items.map(({ value }) => value).find(isBlock) : undefined;
  const deeper = inner === undefined ? 0 : indentOf(inner) - profiles.indent;
  const width = deeper > 0 ? deeper : profiles.style === "block" ? profiles.indent : 0;
  return " ".repeat(width > 0 ? width : 2);
}

function isBlock(node: unknown): node is YAMLMap {
  return isMap(node) && node.flow !== true && node.items.length > 0;
}

function indentOf({ srcToken }: YAMLMap): number {
  return srcToken !== undefined && "indent" in srcToken ? srcToken.indent : 0;
}

function styledOf(map: YAMLMap): Styled {
  const [start = 0, end = 0] = map.range ?? [];
  const source = map.srcToken;
  const items = source?.type === "flow-collection" ? source.items : [];
  const behind = items.slice(items.findLastIndex(({ key, sep }) => (key ?? sep) !== undefined) + 1);
  const comma = behind.flatMap((each) => each.start).find(({ type }) => type === "comma");
  return {
    style: map.flow === true ? "flow" : "block",
    indent: indentOf(map),
    items: map.items.map(itemOf),
    span: { start, end },
    ...(comma !== undefined ? { lastComma: comma.offset } : {}),
  };
}

const BESIDE = new Set(["space", "newline", "comment", "comma"]);

function itemOf({ key, value, srcToken }: Pair): Item {
  const keySpan = spanOf(key) ?? { start: 0, end: 0 };
  const head = srcToken?.start.find(({ type }) => !BESIDE.has(type));
  const comma = srcToken?.start.find(({ type }) => type === "comma");
  const colon = srcToken?.sep?.find(({ type }) => type === "map-value-ind");
  const props = srcToken?.sep?.findLast(({ type }) => type === "anchor" || type === "tag");
  const ends = [colon, props].map((token) =>
    token === undefined ? 0 : token.offset + token.source.length
  );
  const own = spanOf(value);
  const end = Math.max(keySpan.end, ...ends, endOf(value));
  return {
    name: isScalar(key) ? String(key.value) : String(key),
    key: keySpan,
    start: Math.min(keySpan.start, head?.offset ?? keySpan.start),
    end,
    ...(own !== undefined && own.end > own.start ? { value: own } : {}),
    ...(comma !== undefined ? { comma: comma.offset } : {}),
  };
}

/** Where a node's last character of content is; a block map's own range goes on with comments. */
function endOf(node: unknown): number {
  if (isBlock(node)) return Math.max(...node.items.map((pair) => itemOf(pair).end));
  return spanOf(node)?.end ?? 0;
}

function spanOf(node: unknown): Span | undefined {
  const range: unknown = typeof node === "object" && node !== null
    ? Reflect.get(node, "range")
    : undefined;
  if (!Array.isArray(range)) return undefined;
  return { start: Number(range[0]), end: Number(range[1]) };
}
