// A folder of a test's own.

/** Tells with a new folder, which is gone afterwards. */
export async function inFolder(tell: (folder: string) => Promise<void>): Promise<void> {
  // The real path: macOS's temporary folder is behind a link.
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await tell(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
