// A free port of loopback for a program that cannot choose one by itself.

/**
 * Below the ports that systems give to connections and to whoever asks for any: Linux begins at 32768
 * (ip(7), ip_local_port_range), macOS and Windows at 49152. So no other test's connection takes it
 * between this look and the program's start.
 */
const LOWEST = 20_000;
const ABOVE_HIGHEST = 32_768;

/** A port that nobody has now on 127.0.0.1. */
export function freePort(): number {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (ABOVE_HIGHEST - LOWEST));
    if (canListen("127.0.0.1", port)) return port;
  }
}

/** Whether a port of an address is free now. */
export function canListen(hostname: string, port: number): boolean {
  try {
    Deno.listen({ hostname, port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
