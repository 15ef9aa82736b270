// Loaded in front of ecsin (`deno run --preload`): Deno as it is on Windows, as far as ecsin can tell. It
// says so, knows the signals of Windows only, and has no stty, no modes of files and no /dev/tty.
const { addSignalListener, Command, openSync, removeSignalListener } = Deno;

/** Those that Deno 2.9.6 takes on Windows; tried with its own deno.exe. */
const SIGNALS = ["SIGINT", "SIGBREAK", "SIGHUP", "SIGTERM", "SIGQUIT", "SIGWINCH"];

const replace = (name: string, value: unknown) =>
  Object.defineProperty(Deno, name, { value, configurable: true });

replace("build", { ...Deno.build, os: "windows" });

replace("addSignalListener", (signal: Deno.Signal, handler: () => void) => {
  // Deno's own Node layer is still Linux's and listens for its window.
  const isOurs = new Error().stack?.split("\n")[2]?.includes("ext:deno_node") !== true;
  if (isOurs && !SIGNALS.includes(signal)) throw new TypeError(`no such signal: ${signal}`);
  // Linux has no Ctrl-Break.
  if (signal !== "SIGBREAK") addSignalListener(signal, handler);
});

replace("removeSignalListener", (signal: Deno.Signal, handler: () => void) => {
  if (signal !== "SIGBREAK") removeSignalListener(signal, handler);
});

replace(
  "Command",
  class extends Command {
    constructor(name: string | URL, options?: Deno.CommandOptions) {
      if (String(name) === "stty") throw new Deno.errors.NotFound("no stty");
      super(name, options);
    }
  },
);

replace("chmod", () => Promise.reject(new Deno.errors.NotSupported("no modes")));

replace("openSync", (path: string, options?: Deno.OpenOptions) => {
  if (path.startsWith("/dev/")) throw new Deno.errors.NotFound(path);
  return openSync(path, options);
});
