// One change of a profiles file's text: whatever is not changed stays as it is, byte for byte. Each
// change is tried in the way that looks best first; a result counts only when it says what was
// asked for and nothing else. Pure.
import { homePath } from "../home_path.ts";
import { EcsinError, EXIT } from "../error.ts";
import { addBlock, addFirst, removeBlock } from "./edit_block.ts";
import { addFlow, removeFlow } from "./edit_flow.ts";
import { type Layout, layoutOf, type Splice, spliced, type Styled } from "./layout.ts";
import { parseProfiles } from "./parse.ts";
import type { Profile } from "./profile.ts";
import { blockText, flowText, scalarText } from "./yaml_text.ts";

/** A change of one profile. */
export type Change =
  | { readonly kind: "add"; readonly name: string; readonly profile: Profile }
  | { readonly kind: "rename"; readonly name: string; readonly to: string }
  | { readonly kind: "remove"; readonly name: string };

/** The text with the change; throws where the change cannot be made without touching other lines. */
export function editProfiles(text: string, file: string, change: Change): string {
  const before = layoutOf(text);
  const wanted = changed(before.values, change);
  for (const splice of splices(before, change)) {
    const after = spliced(text, splice);
    if (says(after, wanted)) return after;
  }
  throw new EcsinError({
    id: "profile-edit-refused",
    what: `profile "${change.name}" cannot be changed without changing other lines`,
    why: `${homePath(file)} uses anchors, tags or a layout that only its writer knows how to keep`,
    next: "ecsin profile edit",
    exitCode: EXIT.usage,
  });
}

/** What the file is to say afterwards, keys in any order. */
function changed(values: unknown, change: Change): unknown {
  const root = { ...fieldsOf(values) };
  const profiles = { ...fieldsOf(root["profiles"]) };
  const value = profiles[change.name];
  if (change.kind === "add") profiles[change.name] = { ...change.profile };
  else delete profiles[change.name];
  if (change.kind === "rename") profiles[change.to] = value;
  return { ...root, profiles };
}

function says(text: string, wanted: unknown): boolean {
  try {
    parseProfiles(text, "");
    const root = fieldsOf(layoutOf(text).values);
    return sorted({ ...root, profiles: fieldsOf(root["profiles"]) }) === sorted(wanted);
  } catch {
    return false;
  }
}

function* splices(layout: Layout, change: Change): Generator<Splice> {
  switch (change.kind) {
    case "rename": {
      const item = layout.profiles?.items.find(({ name }) => name === change.name);
      if (item !== undefined) yield { ...item.key, text: scalarText(change.to) };
      return;
    }
    case "remove":
      if (layout.profiles?.style === "block") yield* removeBlock(layout, change.name);
      if (layout.profiles?.style === "flow") yield* removeFlow(layout, change.name);
      return;
    case "add":
      yield* additions(layout, change.name, change.profile);
  }
}

function* additions(layout: Layout, name: string, profile: Profile): Generator<Splice> {
  const { profiles, root, newline } = layout;
  const block = (into: Styled | undefined) => {
    const indent = " ".repeat(into?.indent ?? 0);
    return blockText(name, profile, { indent, step: layout.step, newline });
  };
  if (profiles?.style === "flow") return yield* addFlow(profiles, flowText(name, profile));
  if (profiles !== undefined && profiles.items.length > 0) {
    yield* addBlock(layout, profiles, block(profiles));
    return yield* addFirst(layout, profiles, block(profiles));
  }
  if (root === undefined) {
    // Nothing but comments.
    const gap = layout.text === "" || layout.text.endsWith("\n") ? "" : newline;
    const { length } = layout.text;
    const text = `${gap}profiles:${newline}${below(0)}`;
    return yield { start: length, end: length, text };
  }
  const empty = root.items.find((item) => item.name === "profiles");
  if (root.style === "flow") {
    if (empty === undefined) {
      return yield* addFlow(root, `profiles: {${flowText(name, profile)}}`);
    }
    return yield { start: empty.key.end, end: empty.end, text: `: {${flowText(name, profile)}}` };
  }
  if (empty === undefined) {
    const indent = " ".repeat(root.indent);
    return yield* addBlock(layout, root, `${indent}profiles:${newline}${below(root.indent)}`);
  }
  yield* fillEmpty();

  function below(indent: number): string {
    const styled = { indent: " ".repeat(indent) + layout.step, step: layout.step, newline };
    return blockText(name, profile, styled);
  }

  /** `profiles:` with nothing below it, or with a null. */
  function* fillEmpty(): Generator<Splice> {
    const { text } = layout;
    const from = empty?.value?.start ?? empty?.end ?? 0;
    const to = empty?.value?.end ?? from;
    const lineEnd = text.indexOf("\n", to);
    const rest = lineEnd === -1 ? text.slice(to) + newline : text.slice(to, lineEnd + 1);
    const end = lineEnd === -1 ? text.length : lineEnd + 1;
    yield { start: from, end, text: `${rest}${below(root?.indent ?? 0)}` };
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function sorted(value: unknown): string {
  return JSON.stringify(
    value,
    (_, each: unknown) =>
      typeof each === "object" && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => a < b ? -1 : 1))
        : each,
  );
}
