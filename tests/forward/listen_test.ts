// The end on this machine, on real sockets of loopback.
import assert from "node:assert/strict";
import { EcsinError } from "../../src/error.ts";
import { portsThere } from "../../src/forward/gone.ts";
import { readLsof, readNetstat, readSs } from "../../src/forward/holder.ts";
import { bindLocal, type Listener } from "../../src/forward/listen.ts";
import { canListen } from "../free_port.ts";
import { needs } from "../needs.ts";

const FREE = "ecsin forward prod-web 0:8080";
const anyPort = { kind: "port" as const, port: 0 };

/** Whether this machine has ::1. */
const hasIpv6 = (() => {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
})();

/** Serves each connection with its own words back, in upper case. */
function shout(listener: Listener): void {
  listener.serve(async (local) => {
    for (let bytes; (bytes = await local.read()) !== null;) {
      await local.write(new TextEncoder().encode(new TextDecoder().decode(bytes).toUpperCase()));
    }
    await local.endWriting();
    local.close();
  });
}

async function ask(where: Deno.ConnectOptions | Deno.UnixConnectOptions): Promise<string> {
  const connection = "path" in where
    ? await Deno.connect({ ...where, transport: "unix" })
    : await Deno.connect(where);
  await connection.write(new TextEncoder().encode("hello"));
  await connection.closeWrite();
  return await new Response(connection.readable).text();
}

async function failureOf(work: Promise<unknown>): Promise<EcsinError["failure"]> {
  const error = await work.then(() => undefined, (caught: unknown) => caught);
  assert.ok(error instanceof EcsinError, String(error));
  return error.failure;
}

Deno.test("bindLocal() listens on both loopback addresses, on one port", async () => {
  const listener = await bindLocal(anyPort, undefined, FREE);
  shout(listener);
  const { port = 0 } = listener;
  assert.equal(await ask({ hostname: "127.0.0.1", port }), "HELLO");
  if (hasIpv6) assert.equal(await ask({ hostname: "::1", port }), "HELLO");
  assert.equal(listener.words, `localhost:${port}`);
  assert.equal(listener.isOpen, false);
  listener.close();
});

Deno.test("bindLocal() tells by the address that was bound whether others can connect", async () => {
  const open: [string, boolean][] = [["127.0.0.2", false], ["0.0.0.0", true]];
  if (hasIpv6) open.push(["0:0:0:0:0:0:0:1", false], ["::", true]);
  for (const [address, isOpen] of open) {
    // macOS has no 127.0.0.2 of itself.
    if (address === "127.0.0.2" && Deno.build.os === "darwin") continue;
    const listener = await bindLocal(anyPort, address, FREE);
    assert.equal(listener.isOpen, isOpen, address);
    listener.close();
  }
});

Deno.test("bindLocal() keeps what connects before anybody serves", async () => {
  const listener = await bindLocal(anyPort, undefined, FREE);
  const asking = ask({ hostname: "127.0.0.1", port: listener.port ?? 0 });
  await new Promise((resolve) => setTimeout(resolve, 0));
  shout(listener);
  assert.equal(await asking, "HELLO");
  listener.close();
});

Deno.test(needs("bindLocal() says who has a busy port", "linux"), async () => {
  const other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = other.addr;
  const failure = await failureOf(bindLocal({ kind: "port", port }, undefined, FREE));
  assert.equal(failure.what, `port ${port} of this machine is in use`);
  assert.match(
    String(failure.why),
    new RegExp(`^deno has it, process ${Deno.pid} \\(kill ${Deno.pid} ends it\\)$|does not say`),
  );
  assert.equal(failure.next, FREE);
  other.close();
});

Deno.test(
  { name: "bindLocal() takes no port that is busy on ::1 alone", ignore: !hasIpv6 },
  async () => {
    // Another process may have the same number on 127.0.0.1: one of a few is free there.
    let isLeft = true;
    for (let tries = 0; isLeft && tries < 5; tries++) {
      const other = Deno.listen({ hostname: "::1", port: 0 });
      const { port } = other.addr;
      const failure = await failureOf(bindLocal({ kind: "port", port }, undefined, FREE));
      assert.equal(failure.id, "forward-port-busy");
      isLeft = !canListen("127.0.0.1", port);
      other.close();
    }
    assert.equal(isLeft, false, "what was bound first stays bound");
  },
);

Deno.test("bindLocal() says that an address is open to the network, and which none is", async () => {
  const listener = await bindLocal(anyPort, "0.0.0.0", FREE);
  assert.equal(listener.isOpen, true);
  assert.equal(listener.host, "127.0.0.1");
  listener.close();
  const failure = await failureOf(bindLocal(anyPort, "203.0.113.7", FREE));
  assert.equal(failure.what, 'this machine has no address "203.0.113.7" to listen on');
});

Deno.test(
  needs("bindLocal() listens on a unix socket that only its owner may use", "unix"),
  async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/db.sock`;
    const listener = await bindLocal({ kind: "socket", path }, undefined, FREE);
    shout(listener);
    assert.equal(await ask({ path, transport: "unix" }), "HELLO");
    assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    // Taken, while somebody listens.
    const failure = await failureOf(bindLocal({ kind: "socket", path }, undefined, FREE));
    assert.equal(failure.why, "another program listens on it");
    listener.close();
    await assert.rejects(Deno.lstat(path), Deno.errors.NotFound);
    await Deno.remove(folder, { recursive: true });
  },
);

Deno.test(needs("bindLocal() takes over a dead socket, never another file", "unix"), async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/db.sock`;
  // A killed program's socket stays in its folder.
  const left = Deno.listen({ transport: "unix", path: `${folder}/left` });
  await Deno.rename(`${folder}/left`, path);
  left.close();
  (await bindLocal({ kind: "socket", path }, undefined, FREE)).close();
  await Deno.writeTextFile(path, "precious");
  const failure = await failureOf(bindLocal({ kind: "socket", path }, undefined, FREE));
  assert.equal(failure.why, "there is a file of that name");
  assert.equal(await Deno.readTextFile(path), "precious");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("readSs(), readLsof() and readNetstat() read who listens", () => {
  const ss = 'LISTEN 0 511 127.0.0.1:8080 0.0.0.0:* users:(("node",pid=4242,fd=19))\n';
  assert.deepEqual(readSs(ss), { name: "node", pid: 4242 });
  assert.equal(readSs("LISTEN 0 511 127.0.0.1:8080 0.0.0.0:*\n"), undefined);
  assert.deepEqual(readLsof("p4242\ncnode\nf19\n"), { name: "node", pid: 4242 });
  assert.equal(readLsof(""), undefined);
  const netstat = [
    "  Proto  Lokale Adresse         Remoteadresse          Status           PID",
    "  TCP    127.0.0.1:8080         127.0.0.1:50000        HERGESTELLT      77",
    "  TCP    0.0.0.0:18080          0.0.0.0:0              ABHÖREN          78",
    "  TCP    127.0.0.1:8080         0.0.0.0:0              ABHÖREN          4242",
  ].join("\r\n");
  assert.equal(readNetstat(netstat, 8080), 4242);
  assert.equal(readNetstat(netstat, 9090), undefined);
});

Deno.test("portsThere() tells a program that is gone from one that has stopped sending", () => {
  const line = "FIN-WAIT-2 0 0 127.0.0.1:50000 127.0.0.1:8080";
  const gone = (text: string) => !portsThere(text).has(50_000);
  assert.equal(gone(`${line} timer:(timewait,59sec,0)\n`), true);
  assert.equal(gone(""), true);
  assert.equal(gone(`${line}\n`), false);
  assert.equal(gone("ESTAB 0 0 127.0.0.1:50000 127.0.0.1:8080\n"), false);
  // Another program's connection.
  assert.equal(gone("ESTAB 0 0 127.0.0.1:50001 127.0.0.1:8080\n"), true);
});
