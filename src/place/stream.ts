// Many AWS calls under way at once, one stream of results as they come.

/**
 * Runs `produce` and yields what it pushes, in the order it came. A failure of `produce` ends the
 * stream with that failure; a consumer that stops early aborts the signal.
 */
export async function* stream<T>(
  produce: (push: (item: T) => void, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<T> {
  const arrived: T[] = [];
  const stop = new AbortController();
  let outcome: { readonly error?: unknown } | undefined;
  let wake = () => {};
  produce((item) => {
    arrived.push(item);
    wake();
  }, stop.signal).then(() => outcome = {}, (error: unknown) => outcome = { error })
    .finally(() => wake());
  try {
    while (true) {
      const item = arrived.shift();
      if (item !== undefined) yield item;
      else if (outcome === undefined) await new Promise<void>((resolve) => wake = resolve);
      else if ("error" in outcome) throw outcome.error;
      else return;
    }
  } finally {
    stop.abort();
  }
}

/** What was already taken from an iterator, then the rest of it; stopping early stops the iterator. */
export async function* resume<T>(taken: Iterable<T>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    yield* taken;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

/** One item as a stream. */
export async function* one<T>(item: T): AsyncGenerator<T> {
  yield await Promise.resolve(item);
}
