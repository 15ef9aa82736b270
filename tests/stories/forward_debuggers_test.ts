// Debuggers through a forward: a JVM's and Node's, as docs/forward.md says to attach them.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs } from "../needs.ts";
import { startForward, webWorld } from "./forwarding.ts";

/** A program that says on one of its outputs where its debugger listens. */
async function debugged(argv: readonly string[], pattern: RegExp) {
  const [program = "", ...args] = argv;
  const child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const said = Promise.withResolvers<string>();
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    let text = "";
    for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const [, found] = pattern.exec(text) ?? [];
      if (found !== undefined) said.resolve(found);
    }
    return text;
  };
  const reading = Promise.all([read(child.stdout), read(child.stderr)]);
  reading.then((all) => said.reject(new Error(`no debugger: ${all.join("")}`)));
  return {
    where: await said.promise,
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await Promise.all([child.status, reading]);
    },
  };
}

Deno.test(
  needs("jdb attaches to a JVM through a forward, after the probe", "java", "jdb"),
  async () => {
    await using jvm = await debugged([
      "java",
      "-Xshare:auto",
      "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0",
      "-version",
    ], /at address: (\d+)/);
    await using aws = startFakeAws(webWorld({ "localhost:5005": Number(jvm.where) }).world);
    await using forward = await startForward(aws, ["0:5005"]);
    const jdb = new Deno.Command("jdb", {
      args: ["-attach", `localhost:${await forward.port()}`],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = jdb.stdin.getWriter();
    await writer.write(new TextEncoder().encode("threads\ncont\n"));
    const { stdout, stderr } = await jdb.output();
    const text = new TextDecoder().decode(stdout);
    // Its one thread stands where it began; let go, the program runs to its end.
    assert.match(text, /\bmain +(running|cond|sleeping|waiting)/, new TextDecoder().decode(stderr));
    assert.match(text, /The application exited/);
    await writer.close().catch(() => {});
  },
);

Deno.test(needs("a Node debugger evaluates through a forward", "node"), async () => {
  await using node = await debugged(
    ["node", "--inspect=127.0.0.1:0", "-e", "globalThis.answer = 42; setInterval(() => {}, 1e6)"],
    /ws:\/\/127\.0\.0\.1:(\d+)\//,
  );
  await using aws = startFakeAws(webWorld({ "localhost:9229": Number(node.where) }).world);
  await using forward = await startForward(aws, ["0:9229"]);
  const port = await forward.port();
  // What Chrome and editors ask first; the addresses in it are those that they asked at.
  const list: unknown = await (await fetch(`http://localhost:${port}/json/list`)).json();
  const [, url = ""] = /"webSocketDebuggerUrl":"(ws:[^"]+)"/.exec(JSON.stringify(list)) ?? [];
  assert.match(url, new RegExp(`^ws://localhost:${port}/`));
  const socket = new WebSocket(url);
  const answered = Promise.withResolvers<string>();
  socket.onmessage = ({ data }) => answered.resolve(String(data));
  socket.onerror = () => answered.reject(new Error("the debugger's socket broke"));
  socket.onopen = () => {
    const params = { expression: "globalThis.answer" };
    socket.send(JSON.stringify({ id: 1, method: "Runtime.evaluate", params }));
  };
  assert.match(await answered.promise, /"value":42/);
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
});
