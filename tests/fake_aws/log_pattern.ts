// CloudWatch's filter patterns, as far as the fake knows them: terms and quoted phrases that must all
// be there, `?` any of, `-` none of, `%regex%`, and `{ $.key = "value" }` of a JSON line.

/** Whether a message matches; the empty pattern matches all. */
export function patternOf(pattern: string): (message: string) => boolean {
  const json = /^\{\s*\$\.([\w.]+)\s*=\s*"?([^"}]*?)"?\s*\}$/.exec(pattern.trim());
  if (json !== null) {
    const [, path = "", value = ""] = json;
    return (message) => valueAt(message, path) === value;
  }
  const terms = [...pattern.matchAll(/([?-]?)(?:"([^"]*)"|%([^%]*)%|(\S+))/g)].map((
    [, sign = "", phrase, regex, word],
  ) => ({
    sign,
    has: regex !== undefined
      ? (message: string) => new RegExp(regex).test(message)
      : (message: string) => message.includes(phrase ?? word ?? ""),
  }));
  const all = terms.filter(({ sign }) => sign === "");
  const any = terms.filter(({ sign }) => sign === "?");
  const none = terms.filter(({ sign }) => sign === "-");
  return (message) =>
    all.every(({ has }) => has(message)) && !none.some(({ has }) => has(message)) &&
    (any.length === 0 || any.some(({ has }) => has(message)));
}

function valueAt(message: string, path: string): string | undefined {
  try {
    let value: unknown = JSON.parse(message);
    for (const key of path.split(".")) {
      value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
    }
    return value === undefined ? undefined : String(value);
  } catch {
    return undefined;
  }
}
