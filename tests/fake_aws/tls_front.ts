// What stands between a company's laptops and AWS: TLS by certificates of a CA of its own, and a
// proxy that is told by CONNECT where to go and leads everything to one port.

/** A certificate for some hosts, and the CA that made it; all PEM. */
export interface Certificates {
  readonly cert: string;
  readonly key: string;
  /** Path of the CA's certificate. */
  readonly caFile: string;
}

/** Makes a CA and a certificate for `hosts` in `folder`. */
export async function makeCertificates(
  folder: string,
  hosts: readonly string[],
): Promise<Certificates> {
  const names = hosts.map((host) => /^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`);
  await Deno.writeTextFile(`${folder}/names.cnf`, `subjectAltName=${names.join(",")}\n`);
  const ca = ["-subj", "/CN=ecsin test CA", "-keyout", "ca.key", "-out", "ca.pem"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await openssl(folder, ["req", "-x509", ...curve, "-days", "2", ...ca]);
  const asked = ["-subj", "/CN=front", "-keyout", "front.key", "-out", "front.csr"];
  await openssl(folder, ["req", ...curve, ...asked]);
  const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-extfile", "names.cnf", "-days", "2"];
  await openssl(folder, ["x509", "-req", "-in", "front.csr", ...signed, "-out", "front.pem"]);
  return {
    cert: await Deno.readTextFile(`${folder}/front.pem`),
    key: await Deno.readTextFile(`${folder}/front.key`),
    caFile: `${folder}/ca.pem`,
  };
}

async function openssl(cwd: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args: [...args], cwd }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** A server on loopback. */
export interface Front extends AsyncDisposable {
  readonly port: number;
}

/** The fake AWS at `url`, by HTTPS. */
export function startTlsFront(url: string, { cert, key }: Certificates): Front {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert, key, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const { method, headers } = request;
      const body = method === "POST" ? await request.bytes() : null;
      return await fetch(`${url}${pathname}`, { method, headers, body });
    },
  );
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** TLS in front of `port` of this machine, whatever is spoken there. */
export function startTlsTunnel(port: number, { cert, key }: Certificates): Front {
  return listening(
    Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key }),
    (client) => lead(client, port),
  );
}

/** A proxy. */
export interface Proxy extends Front {
  /** What it was given as Proxy-Authorization. */
  readonly logins: readonly string[];
  /** Where it was asked to go, as `host:port`, in order. */
  readonly asked: readonly string[];
}

/** Leads whatever is asked for by CONNECT to `port` of this machine. */
export function startProxy(port: number): Proxy {
  const asked: string[] = [];
  const logins: string[] = [];
  const front = listening(Deno.listen({ hostname: "127.0.0.1", port: 0 }), async (client) => {
    const head = await headOf(client);
    asked.push(/^CONNECT (\S+) /.exec(head)?.[1] ?? head);
    const login = /^proxy-authorization: (.*)\r$/im.exec(head)?.[1];
    if (login !== undefined) logins.push(login);
    await lead(client, port, "HTTP/1.1 200 OK\r\n\r\n");
  });
  return { ...front, asked, logins };
}

/** Serves each connection until all of it ends. */
function listening(
  listener: Deno.Listener<Deno.TcpConn | Deno.TlsConn>,
  serve: (client: Deno.Conn) => Promise<void>,
): Front {
  const open = new Set<Deno.Conn>();
  const running = new Set<Promise<void>>();
  const accepting = (async () => {
    for await (const client of listener) {
      open.add(client);
      // A side that goes away in the middle, or TLS that fails, is no fault of the front.
      const work = serve(client).catch(() => {}).finally(() => {
        closeQuietly(client);
        open.delete(client);
        running.delete(work);
      });
      running.add(work);
    }
  })();
  const { addr } = listener;
  return {
    port: addr.transport === "tcp" ? addr.port : 0,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const each of open) closeQuietly(each);
      await accepting;
      await Promise.all(running);
    },
  };
}

/** Leads a client to a port of this machine, after a greeting. */
async function lead(client: Deno.Conn, port: number, greeting = ""): Promise<void> {
  const server = await Deno.connect({ hostname: "127.0.0.1", port });
  const writer = client.writable.getWriter();
  await writer.write(new TextEncoder().encode(greeting));
  writer.releaseLock();
  try {
    await Promise.all([
      client.readable.pipeTo(server.writable),
      server.readable.pipeTo(client.writable),
    ]);
  } finally {
    closeQuietly(server);
  }
}

function closeQuietly(side: Deno.Conn): void {
  try {
    side.close();
  } catch {
    // It is closed already.
  }
}

/** What the client says first, to the empty line; nothing follows it before the proxy's answer. */
async function headOf(client: Deno.Conn): Promise<string> {
  const bytes = new Uint8Array(4_096);
  let head = "";
  while (!head.endsWith("\r\n\r\n")) {
    const count = await client.read(bytes);
    if (count === null) break;
    head += new TextDecoder().decode(bytes.subarray(0, count));
  }
  return head;
}
