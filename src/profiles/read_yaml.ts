// The YAML of a profiles file: YAML 1.2 with the merge keys of YAML 1.1 (yaml.org/type/merge.html),
// which people share keys by: `<<: *name` and `<<: [*one, *two]`. What would be misread is a fault with
// its place: tags that mean nothing here, merge keys of anything else.
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from "yaml";
import { type Fault, FaultyFile, type Source } from "./fault.ts";

/** References to anchors in one file; an alias bomb has more. */
const ALIASES_MOST = 100;
/** A file that says something. */
export const SMALLEST = "a whole file can be: profiles: {prod-web: {cluster: prod, service: web}}";
const MERGE = "<<";
const MERGE_REMEDY = "write `<<: *name`, or `<<: [*one, *two]`, of maps above";

/** The one document of a file; throws a FaultyFile. */
export function readYaml(source: Source): Document {
  const documents = parseAllDocuments(source.text, {
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: true,
    merge: true,
  });
  const [first, second] = "empty" in documents ? [] : documents;
  if (first === undefined) {
    throw new FaultyFile(source, [{
      what: "the file is empty",
      remedy: SMALLEST,
    }]);
  }
  const faults = [
    ...first.errors.map(({ code, message, pos: [at] }): Fault => ({
      at,
      ...yamlWords(code, message, source.text.slice(at)),
    })),
    // Tags are all that it warns of.
    ...first.warnings.map(({ pos: [at] }): Fault => ({
      at,
      what: `the tag ${/^\S*/.exec(source.text.slice(at))?.[0] ?? ""} is not supported`,
      remedy: "remove it; text that begins with ! needs quotes",
    })),
  ];
  if (second !== undefined) {
    faults.push({
      at: second.range[0],
      what: "there is a second YAML document",
      remedy: "keep one document in the file: remove the line ---",
    });
  }
  if (faults.length === 0) faults.push(...mergeFaults(first));
  if (faults.length > 0) throw new FaultyFile(source, faults);
  return first;
}

/** What the document is as plain values, its merge keys followed; throws a FaultyFile. */
export function valueOf(document: Document, source: Source): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MOST });
  } catch (error) {
    throw new FaultyFile(source, [{
      what: `an alias cannot be followed: ${error instanceof Error ? error.message : error}`,
      remedy: "write the values out instead of *aliases",
    }]);
  }
}

/** Whether a pair is a merge key; a quoted one is a key like any other. */
export function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.value === MERGE && key.type === "PLAIN";
}

/** The pairs of a map that are keys of its own. */
export function ownPairs(map: YAMLMap): readonly Pair[] {
  return map.items.filter((pair) => !isMerge(pair));
}

/** Merge keys whose value is neither a map nor a list of maps. */
function mergeFaults(document: Document): readonly Fault[] {
  const faults: Fault[] = [];
  const isMapOf = (node: unknown) => isMap(isAlias(node) ? node.resolve(document) : node);
  visit(document, {
    Pair(_, pair) {
      if (!isPair(pair) || !isMerge(pair)) return;
      const value = isAlias(pair.value) ? pair.value.resolve(document) : pair.value;
      if (isSeq(value) ? value.items.every(isMapOf) : isMap(value)) return;
      const [at] = isScalar(pair.key) ? pair.key.range ?? [] : [];
      faults.push({
        ...(at !== undefined ? { at } : {}),
        what: "`<<` merges a map or a list of maps, and this is neither",
        remedy: MERGE_REMEDY,
      });
    },
  });
  return faults;
}

function yamlWords(
  code: string,
  message: string,
  rest: string,
): { readonly what: string; readonly remedy: string } {
  switch (code) {
    case "TAB_AS_INDENT":
      return { what: "a tab stands where YAML wants blanks", remedy: "indent with blanks" };
    case "DUPLICATE_KEY":
      return {
        what: "this key is there twice",
        remedy: rest.startsWith(MERGE) ? MERGE_REMEDY : "remove or rename one of the two",
      };
    default:
      return {
        what: `not valid YAML: ${message.slice(0, 1).toLowerCase()}${message.slice(1)}`,
        remedy: "mend this line; text with : or # in it needs quotes",
      };
  }
}
