// That all ports are open: for a person in lines, for a program in one line of JSON. Pure.
import { destinationWords } from "../../forward/spec.ts";
import type { Place } from "../../place/resolve.ts";
import type { Forwards } from "./open.ts";

/** An end on this machine, as programs connect to it. */
export interface End {
  readonly name?: string;
  readonly host: string;
  readonly port?: number;
}

/** Ends of all forwards in order, a proxy's last. */
export function endsOf({ ready, socks }: Forwards): readonly End[] {
  return [
    ...ready.map(({ name, forwarder: { listener } }) => ({
      ...(name !== undefined ? { name } : {}),
      host: listener.host,
      ...(listener.port !== undefined ? { port: listener.port } : {}),
    })),
    ...socks === undefined ? [] : [{
      name: "socks",
      host: socks.listener.host,
      ...(socks.listener.port !== undefined ? { port: socks.listener.port } : {}),
    }],
  ];
}

/** `localhost:5432 is db.internal:5432`. */
export function readyLines({ ready, socks }: Forwards): readonly string[] {
  return [
    ...ready.map(({ name, forwarder: { listener, remote } }) => {
      const of = remote.to.host === undefined ? "the container's port " : "";
      const called = name === undefined ? "" : ` (${name})`;
      return `${listener.words} is ${of}${destinationWords(remote.to)}${called}`;
    }),
    ...socks === undefined ? [] : [
      `${socks.listener.words} is a SOCKS proxy: curl --proxy socks5h://${socks.listener.words} …`,
    ],
  ];
}

/** One line. */
export function readyJson({ ready, socks }: Forwards, { cluster, task, container }: Place): string {
  return JSON.stringify({
    ready: true,
    forwards: ready.map(({ name, reachable, forwarder: { listener, remote } }) => ({
      ...(name !== undefined ? { name } : {}),
      ...(listener.port !== undefined
        ? { host: listener.host, port: listener.port }
        : { socket: listener.host }),
      to: remote.to,
      ...(reachable !== undefined ? { reachable } : {}),
    })),
    ...(socks === undefined
      ? {}
      : { socks: { host: socks.listener.host, port: socks.listener.port } }),
    cluster,
    task,
    container,
  });
}
