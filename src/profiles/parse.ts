// The text of a profiles file → profiles, or every fault of it with its line and column.
import { type Document, isMap, isScalar, type Node, type Pair } from "yaml";
import { nearest } from "../near.ts";
import { type Fault, FaultyFile, type Source } from "./fault.ts";
import { mergeDefaults } from "./merge.ts";
import type { Profile } from "./profile.ts";
import { isMerge, ownPairs, readYaml, SMALLEST, valueOf } from "./read_yaml.ts";
import { checkProfile, PROFILE_KEYS } from "./schema.ts";

/** What a profiles file says. */
export interface Profiles {
  /** By name, in the file's order, with `defaults` under each. */
  readonly profiles: ReadonlyMap<string, Profile>;
}

/** Of these one profile may have one: each says which task is meant. */
const TASK_KEYS = ["service", "family", "task"] as const;

/** Parses a file's text; throws one EcsinError that tells all faults. */
export function parseProfiles(text: string, file: string): Profiles {
  const source: Source = { file, text };
  const document = readYaml(source);
  const faults: Fault[] = [];
  const root = document.contents;
  if (!isMap(root)) {
    throw new FaultyFile(source, [{
      ...placeOf(root),
      what: root === null ? "the file is empty" : "the file must be a map with `profiles:`",
      remedy: SMALLEST,
    }]);
  }
  for (const pair of root.items) {
    const key = keyOf(pair);
    if (isMerge(pair)) {
      faults.push({
        ...placeOf(pair.key),
        what: "`<<` cannot stand beside `profiles:`",
        remedy: "put it into `defaults:`, into `profiles:` or into a profile",
      });
      continue;
    }
    if (key === "profiles" || key === "defaults") continue;
    const fault = unknownKey(pair, key, ["profiles", "defaults"]);
    const isProfile = isMap(pair.value) &&
      ownPairs(pair.value).some((each) => PROFILE_KEYS.includes(keyOf(each)));
    faults.push(
      isProfile
        ? { ...fault, remedy: "if it is a profile, put it under `profiles:`, indented" }
        : fault,
    );
  }
  const value = fieldsOf(valueOf(document, source));
  const defaultsNode = root.get("defaults", true);
  const defaults = defaultsNode === undefined || isNull(defaultsNode)
    ? {}
    : readProfile(defaultsNode, value["defaults"], "defaults", faults);
  const profiles = new Map<string, Profile>();
  const all = root.get("profiles", true);
  const values = fieldsOf(value["profiles"]);
  if (all !== undefined && !isNull(all)) {
    const map = resolved(all, document);
    if (!isMap(map)) {
      faults.push({
        ...placeOf(all),
        what: "`profiles` must be a map of names",
        remedy: "put each profile's name on a line of its own, followed by a colon",
      });
    } else {
      const pairs = new Map(ownPairs(map).map((pair) => [keyOf(pair), pair]));
      for (const name of new Set([...pairs.keys(), ...Object.keys(values)])) {
        const { value: node = map, key = map } = pairs.get(name) ?? {};
        const own = readProfile(node ?? key, values[name], `profile "${name}"`, faults);
        profiles.set(name, mergeDefaults(defaults, own));
      }
    }
  }
  if (faults.length > 0) {
    faults.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    throw new FaultyFile(source, faults);
  }
  return { profiles };
}

/** Checks one profile; its faults go to the places of their keys. */
function readProfile(
  node: unknown,
  value: unknown,
  whose: string,
  faults: Fault[],
): Profile {
  if (value === null || value === undefined) return {};
  const at = placeOf(node);
  if (typeof value !== "object" || Array.isArray(value)) {
    faults.push({
      ...at,
      what: `${whose} must be a map of keys`,
      remedy: "put `key: value` lines below its name, indented",
    });
    return {};
  }
  const pairs = isMap(node) ? ownPairs(node) : [];
  const pairAt = (key: string) => pairs.find((pair) => keyOf(pair) === key);
  const present = TASK_KEYS.filter((key) => Object.hasOwn(value, key));
  if (present.length > 1) {
    faults.push({
      ...at,
      ...placeOf(pairAt(present[1] ?? "")?.key),
      what: `${whose} has both ${present.join(" and ")}`,
      remedy: `keep one of ${present.join(", ")}`,
    });
  }
  const checked = checkProfile(value);
  if ("profile" in checked) return checked.profile;
  for (const { key, entry, kind, message } of checked.issues) {
    const pair = pairAt(key);
    if (entry !== undefined && isMap(pair?.value)) {
      const [wrong, how] = message.split(": ");
      const inside = ownPairs(pair.value).find((each) => keyOf(each) === entry.name);
      faults.push({
        ...at,
        ...placeOf(entry.part === "key" ? inside?.key : inside?.value ?? inside?.key),
        what: `${key} of ${whose}: "${entry.name}" ${wrong}`,
        remedy: how ?? `"${entry.name}" ${message}`,
      });
      continue;
    }
    if (kind === "unknown" && pair !== undefined) {
      faults.push(unknownKey(pair, key, PROFILE_KEYS));
      continue;
    }
    faults.push({
      ...at,
      ...placeOf(pair?.value ?? pair?.key),
      what: kind === "unknown" ? `there is no key "${key}"` : `${key} of ${whose} ${message}`,
      remedy: isNull(pair?.value)
        ? "give it a value, or remove the line"
        : message !== "must be text"
        ? `${key} ${message}`
        : isScalar(pair?.value)
        ? "put the value in quotes"
        : "give one text",
    });
  }
  return {};
}

function unknownKey(pair: Pair, key: string, known: readonly string[]): Fault {
  const [near] = nearest(key, known);
  return {
    ...placeOf(pair.key),
    what: `there is no key "${key}"`,
    remedy: near === undefined ? `known keys: ${known.join(", ")}` : `did you mean ${near}?`,
  };
}

function placeOf(node: unknown): { readonly at?: number } {
  const range: unknown = typeof node === "object" && node !== null
    ? Reflect.get(node, "range")
    : undefined;
  const at: unknown = Array.isArray(range) ? range[0] : undefined;
  return typeof at === "number" ? { at } : {};
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function isNull(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

function resolved(node: unknown, document: Document): unknown {
  const follow: unknown = typeof node === "object" && node !== null
    ? Reflect.get(node, "resolve")
    : undefined;
  return typeof follow === "function" ? follow.call(node, document) as Node : node;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
