// Addresses as they may be kept and shown: whoever reads them learns no password. Pure.

/** A URL without its user and password; what is no URL stays as it is. */
export function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.username === "" && url.password === "") return text;
  url.username = url.password = "";
  return String(url);
}
