import assert from "node:assert/strict";
import { REPLY, replyOf, SocksReader, type SocksStep } from "../../src/forward/socks.ts";

const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(" ", ""));
const name = (text: string) => new TextEncoder().encode(text).toHex();

/** Steps of a client that sends all of it, cut after each `cut` bytes. */
function talk(bytes: Uint8Array, cut: number): SocksStep[] {
  const reader = new SocksReader();
  const steps: SocksStep[] = [];
  for (let at = 0; at < bytes.length; at += cut) {
    let step = reader.push(bytes.subarray(at, at + cut));
    while (step.kind === "answer") {
      steps.push(step);
      step = reader.push(new Uint8Array());
    }
    if (step.kind !== "more") steps.push(step);
  }
  return steps;
}

Deno.test("SocksReader reads a name, an IPv4 and an IPv6 address, however they are cut", () => {
  const wishes: [string, string, number][] = [
    [`03 0b ${name("db.internal")} 1538`, "db.internal", 5432],
    ["01 0a000007 0050", "10.0.0.7", 80],
    ["04 fd000000000000000000000000000001 01bb", "fd00:0:0:0:0:0:0:1", 443],
  ];
  for (const [address, host, port] of wishes) {
    const bytes = hex(`05 02 02 00 05 01 00 ${address}`);
    for (let cut = 1; cut <= bytes.length; cut++) {
      assert.deepEqual(talk(bytes, cut), [
        { kind: "answer", bytes: hex("0500") },
        { kind: "connect", host, port, rest: new Uint8Array() },
      ], `${host} cut by ${cut}`);
    }
  }
});

Deno.test("SocksReader hands on what the client says before it is answered", () => {
  const steps = talk(hex("05 01 00 05 01 00 01 0a000007 0050 474554"), 100);
  assert.deepEqual(steps.at(-1), {
    kind: "connect",
    host: "10.0.0.7",
    port: 80,
    rest: hex("474554"),
  });
});

Deno.test("SocksReader refuses passwords, SOCKS 4, HTTP, BIND and names that none can be", () => {
  const refused = (text: string): [string, string] => {
    const last = talk(hex(text), 100).at(-1);
    assert.equal(last?.kind, "refuse");
    return last?.kind === "refuse" ? [last.bytes.toHex(), last.why] : ["", ""];
  };
  assert.equal(refused("05 01 02")[0], "05ff");
  assert.match(refused("04 01 0050 0a000007 00")[1], /SOCKS 4/);
  assert.match(refused(name("GET / HTTP/1.1\r\n\r\n"))[1], /no SOCKS 5/);
  assert.equal(
    refused("05 01 00 05 02 00 01 0a000007 0050")[0],
    replyOf(REPLY.commandUnknown).toHex(),
  );
  assert.equal(
    refused("05 01 00 05 01 00 09 0a000007 0050")[0],
    replyOf(REPLY.addressUnknown).toHex(),
  );
  assert.equal(
    refused(`05 01 00 05 01 00 03 03 ${name("a b")} 0050`)[0],
    replyOf(REPLY.addressUnknown).toHex(),
  );
});
