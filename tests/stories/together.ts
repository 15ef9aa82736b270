// Stories that mostly wait, told side by side: each is a step of one test, with its own name and its
// own end. They share nothing, and none of them minds what its neighbours take of the machine.

/** Tells them all at once. */
export function together(
  /** The name of them all, or what `needs` makes of it. */
  test: string | { readonly name: string; readonly ignore: boolean },
  stories: Readonly<Record<string, () => Promise<void>>>,
): void {
  // Deno's watch for what a test leaves open cannot tell steps apart that run at the same time.
  const unwatched = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };
  Deno.test({
    ...typeof test === "string" ? { name: test } : test,
    ...unwatched,
    async fn(test) {
      await Promise.all(
        Object.entries(stories).map(([name, fn]) => test.step({ name, fn, ...unwatched })),
      );
    },
  });
}
