// How wide the terminal's window is, for text that is laid out once.

/**
 * Cells of a line of the terminal that `to` is; `elsewhere` where it is a file or a pipe, or where
 * the terminal reports no size.
 */
export function columnsOf(to: { isTerminal(): boolean }, elsewhere = Infinity): number {
  if (!to.isTerminal()) return elsewhere;
  try {
    return Deno.consoleSize().columns || elsewhere;
  } catch {
    return elsewhere;
  }
}
