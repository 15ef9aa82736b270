// A file's time in a tar: what the header's own field cannot hold stands in a pax record. Pure.

/** The field has eleven octal digits: from 1970 to 2242 (POSIX, "ustar Interchange Format"). */
const MOST_SECONDS = 0o77777777777;

/** Whether a header holds this time by itself, as any tar reads it. */
export function fitsHeader(mtime: number): boolean {
  return mtime >= 0 && mtime <= MOST_SECONDS;
}

/** The time as a header of modern-tar; nothing where it is not known. */
export function tarTime(
  mtime: number | undefined,
): { readonly mtime?: Date; readonly pax?: { readonly mtime: string } } {
  if (mtime === undefined) return {};
  return fitsHeader(mtime) ? { mtime: new Date(mtime * 1000) } : { pax: { mtime: String(mtime) } };
}
