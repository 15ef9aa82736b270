/** What the gateway and agent need to know of a session, and where its command runs. */
import type { Surroundings } from "./command.ts";
import type { Network } from "./port_dial.ts";
import type { PortProperties } from "./port_plugin.ts";

/** A container's own view of the machine; what is left out is the host's. */
export interface ContainerView {
  readonly name: string;
  /** Environment of the agent, and so of every command. Left out: the host's PATH only. */
  readonly env?: Readonly<Record<string, string>>;
  /** PATH, if it is to differ from `env`'s: a scratch folder of links makes a poor container. */
  readonly path?: string;
  /** Working folder. Left out: a scratch folder, one per container. */
  readonly cwd?: string;
  /** What a port session of it gets to, by `host:port`; see port_dial.ts. */
  network?: Network;
}

/** The part of a session that serving it needs. */
export interface ServedSession {
  readonly sessionId: string;
  /** The only token a websocket may open with; ResumeSession replaces it. */
  readonly tokenValue: string;
  readonly cluster: string;
  readonly taskId: string;
  readonly runtimeId: string;
  readonly container: ContainerView;
  readonly command: string;
  readonly kmsKeyId?: string;
  /** Of a port session, which runs no command. */
  readonly port?: PortProperties;
  terminated: boolean;
}

const scratch = new WeakMap<ContainerView, Promise<string>>();

/** Where a session's command runs. A scratch folder is made at the first need and kept. */
export async function surroundingsOf(session: ServedSession): Promise<Surroundings> {
  const { container } = session;
  const path = container.path ?? container.env?.["PATH"] ?? Deno.env.get("PATH") ?? "/usr/bin:/bin";
  let cwd = container.cwd;
  if (cwd === undefined) {
    const folder = scratch.get(container) ?? Deno.makeTempDir({ prefix: "fake-container-" });
    scratch.set(container, folder);
    cwd = await folder;
  }
  return { env: { HOME: cwd, ...container.env, PATH: path }, cwd };
}

/** Removes a container's scratch folder, if one was made. */
export async function removeScratch(container: ContainerView): Promise<void> {
  const folder = scratch.get(container);
  scratch.delete(container);
  if (folder !== undefined) await Deno.remove(await folder, { recursive: true });
}
