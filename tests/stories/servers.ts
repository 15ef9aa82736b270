// Real servers of Debian's packages on ports of loopback, as the far end of forwards.
import { freePort } from "../free_port.ts";
import { asNobody, pathOf, type Program } from "../needs.ts";

/** A running server. */
export interface RealServer extends AsyncDisposable {
  readonly port: number;
}

async function run(argv: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const [program = "", ...args] = argv;
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
    env,
    cwd: "/",
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${argv.join(" ")}: ${text.decode(stderr)}${text.decode(stdout)}`);
  return text.decode(stdout);
}

function pathTo(program: Program): string {
  const path = pathOf(program);
  if (path === undefined) throw new Error(`this machine has no ${program}`);
  return path;
}

/** Waits until a port is listened on. */
async function listening(port: number, child: Deno.ChildProcess): Promise<void> {
  let ended = false;
  void child.status.then(() => ended = true);
  while (true) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      if (ended) throw new Error("the server ended at its start");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function serverOf(port: number, child: Deno.ChildProcess, folder: string): RealServer {
  return {
    port,
    async [Symbol.asyncDispose]() {
      // Postgres: an immediate end; for others the plain one.
      child.kill("SIGQUIT");
      child.kill("SIGTERM");
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** A folder that the server's user may write in. */
async function folderFor(name: string): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: `ecsin-${name}-` });
  if (Deno.uid() === 0) await Deno.chown(folder, 65_534, 65_534);
  return folder;
}

/** A new PostgreSQL with user and database `shop`, which trusts whoever connects. */
export async function startPostgres(): Promise<RealServer> {
  const folder = await folderFor("postgres");
  const postgres = pathTo("postgres");
  const bin = postgres.slice(0, postgres.lastIndexOf("/"));
  const data = `${folder}/data`;
  const port = freePort();
  await run([...asNobody(), `${bin}/initdb`, "-D", data, "-U", "shop", "-A", "trust", "-N"], {
    LC_ALL: "C.UTF-8",
    HOME: folder,
  });
  const [program = "", ...args] = [
    ...[...asNobody(), postgres, "-D", data, "-p", String(port)],
    ...["-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=${folder}`],
    ...["-c", "fsync=off"],
  ];
  const child = new Deno.Command(program, {
    args,
    env: { LC_ALL: "C.UTF-8", HOME: folder },
    cwd: "/",
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await listening(port, child);
  const psql = [pathTo("psql"), "-h", "127.0.0.1", "-p", String(port), "-U", "shop", "postgres"];
  // It listens a little before it takes commands.
  for (let tries = 0;; tries++) {
    try {
      await run([...psql, "-c", "create database shop"]);
      break;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return serverOf(port, child, folder);
}

/** A new Redis that keeps nothing. */
export async function startRedis(): Promise<RealServer> {
  const folder = await folderFor("redis");
  const port = freePort();
  const [program = "", ...args] = [
    ...[...asNobody(), pathTo("redis-server"), "--port", String(port)],
    ...["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder],
  ];
  const child = new Deno.Command(program, {
    args,
    cwd: "/",
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await listening(port, child);
  return serverOf(port, child, folder);
}
