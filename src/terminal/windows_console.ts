// A Windows console: read through Deno's Node layer, which knows its letters, and asked for its size
// now and then, since no signal tells of a change. Loaded nowhere else.

/** Keys of the console; nothing is read but by {@link read}. */
export interface Console {
  read(): Promise<Uint8Array | null>;
}

/** How often the window's size is looked at. */
const LOOK_MS = 500;

let opened: Promise<Console> | undefined;

/** The console that stdin is. */
export function openConsole(): Promise<Console> {
  return opened ??= open();
}

async function open(): Promise<Console> {
  const { default: { stdin } } = await import("node:process");
  stdin.pause();
  return {
    read: () =>
      new Promise((resolve) => {
        const done = (bytes: Uint8Array | null) => {
          stdin.pause();
          stdin.off("data", typed).off("end", ended).off("error", ended);
          resolve(bytes);
        };
        const typed = (bytes: Uint8Array) => done(new Uint8Array(bytes));
        const ended = () => done(null);
        stdin.on("data", typed).on("end", ended).on("error", ended);
        stdin.resume();
      }),
  };
}

/** Calls back when the window has another size; gives what stops that. */
export function watchSize(changed: () => void): () => void {
  let before = sizeNow();
  const timer = setInterval(() => {
    const now = sizeNow();
    if (now !== before) changed();
    before = now;
  }, LOOK_MS);
  return () => clearInterval(timer);
}

function sizeNow(): string {
  try {
    const { columns, rows } = Deno.consoleSize();
    return `${columns} ${rows}`;
  } catch {
    return "";
  }
}
