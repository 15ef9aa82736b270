// `ecsin forward TARGET FORWARD… [-- CMD…]`: ports of the container, or of what it can reach, on this
// machine, for as long as they are needed.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { PORT_FLAGS } from "../../entry/port_flags.ts";
import type { ForwardFlags } from "./flags.ts";

const SESSIONS_MOST = 16;

/** The command. */
export const forward = buildCommand<ForwardFlags, string[], Context>({
  docs: {
    brief: "Forward a port of the container, or of a host that it can reach, to this machine",
    fullDescription: [
      "A port of the container, or of a host that it can reach, on this machine, until Ctrl-C.",
      "",
      "  ecsin forward prod-web 8080                    the container's 8080 on localhost:8080",
      "  ecsin forward prod-web 9000:8080 0:9229        on port 9000, and on any free one",
      "  ecsin forward prod-web 5432:db.internal:5432   a host that the task resolves and reaches",
      "  ecsin forward prod-web /tmp/db.sock:db:5432    on a unix socket",
      "  ecsin forward prod-web                         choose among the ports of its definition",
      "  ecsin forward prod-web db                      as the profile's forwards: {db: …} says",
      "  ecsin forward prod-web --socks 1080            a SOCKS proxy to all that it reaches",
      "  ecsin forward prod-web 0:db:5432 -- psql -h {host} -p {port}",
      "",
      "The command behind -- runs while the ports are open, with {port} and {host} filled in and",
      "ECSIN_PORT in its environment; its exit status is ecsin's. Needs ssm:StartSession, which is",
      "another permission than that of a shell: docs/forward.md.",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        brief: "Target, then forwards: PORT, LOCAL:PORT, LOCAL:HOST:PORT, or names of the profile",
        placeholder: "forwards",
        parse: String,
      },
    },
    flags: {
      bind: {
        kind: "parsed",
        parse: parseAddress,
        brief: "Address of this machine to listen on (default: both loopback addresses)",
        placeholder: "ADDRESS",
        optional: true,
      },
      socks: {
        kind: "parsed",
        parse: parsePort,
        brief: "Be a SOCKS 5 proxy on this port; 0: any free one",
        placeholder: "PORT",
        optional: true,
      },
      sessions: {
        kind: "parsed",
        parse: parseSessions,
        brief: "Sessions side by side for each forward; one carries less than 1 MB/s",
        placeholder: "N",
        default: "1",
      },
      probe: {
        kind: "boolean",
        brief: "Connect once at the start to see whether anybody answers (default: yes)",
        optional: true,
      },
      output: {
        kind: "enum",
        values: ["text", "json"],
        brief: "json: one line on stdout when all is ready",
        default: "text",
      },
      watchStdin: {
        kind: "boolean",
        brief: "End when stdin ends: with the program that started it",
        default: false,
        withNegated: false,
      },
      ...PORT_FLAGS,
    },
    aliases: { o: "output", q: "quiet", y: "yes" },
  },
  async func(this: Context, flags, ...words) {
    const { runForward } = await import("./run.ts");
    await runForward(this, flags, words);
  },
});

/** As systems write it: without the brackets of a URL. */
function parseAddress(text: string): string {
  const address = text.replace(/^\[(.*)\]$/, "$1");
  // To a system no address is every address.
  if (address.trim() === "") throw new Error("an address of this machine is needed");
  return address.toLowerCase();
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new Error("a port is a number from 0 to 65535");
}

function parseSessions(text: string): number {
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= SESSIONS_MOST) return count;
  throw new Error(`a whole number from 1 to ${SESSIONS_MOST} is needed`);
}
