import assert from "node:assert/strict";
import { EcsinError } from "../../src/error.ts";
import { forbiddenHost } from "../../src/forward/forbidden.ts";
import {
  destinationWords,
  looksLikeForward,
  parseDestination,
  parseForward,
} from "../../src/forward/spec.ts";

const port = (value: number) => ({ kind: "port" as const, port: value });

Deno.test("parseForward() reads every form", () => {
  const forms: [string, unknown][] = [
    ["8080", { local: port(8080), to: { port: 8080 } }],
    ["9000:8080", { local: port(9000), to: { port: 8080 } }],
    ["0:8080", { local: port(0), to: { port: 8080 } }],
    ["5432:db.internal:5432", { local: port(5432), to: { host: "db.internal", port: 5432 } }],
    ["db.internal:5432", { local: port(5432), to: { host: "db.internal", port: 5432 } }],
    ["5432:[fd00::1]:5433", { local: port(5432), to: { host: "fd00::1", port: 5433 } }],
    ["[fd00::1]:5433", { local: port(5433), to: { host: "fd00::1", port: 5433 } }],
    ["0:10.0.0.7:80", { local: port(0), to: { host: "10.0.0.7", port: 80 } }],
    // The container itself needs one permission only.
    ["5432:localhost:5433", { local: port(5432), to: { port: 5433 } }],
    ["./db.sock:5432", { local: { kind: "socket", path: "./db.sock" }, to: { port: 5432 } }],
    ["/tmp/db.sock:db:5432", {
      local: { kind: "socket", path: "/tmp/db.sock" },
      to: { host: "db", port: 5432 },
    }],
  ];
  for (const [text, want] of forms) assert.deepEqual(parseForward(text), want, text);
  assert.deepEqual(parseForward("9000", "admin").name, "admin");
});

Deno.test("parseForward() refuses what is none, and shows the forms", () => {
  for (
    const text of [
      "",
      "web",
      "0",
      "70000",
      "80:0",
      "1:2:3:4",
      "80:fd00::1:80",
      "80:[fd00::1:80",
      "80:a b:80",
      "80:-x;y:80",
      "80:",
      ":80",
      "-1:80",
      "0x50",
      "8080/udp",
      "8000-8010",
    ]
  ) {
    assert.throws(
      () => parseForward(text),
      (error) => error instanceof EcsinError && error.failure.id === "forward-unreadable",
      text,
    );
  }
});

Deno.test("parseDestination() reads PORT and HOST:PORT, and destinationWords() writes them", () => {
  for (const text of ["22", "db:5432", "[fd00::1]:22"]) {
    assert.equal(destinationWords(parseDestination(text)), text);
  }
  assert.throws(() => parseDestination("1:db:5432"), EcsinError);
});

Deno.test("looksLikeForward() takes ports, not names", () => {
  assert.deepEqual(
    ["8080", "0:80", "5432:db:5432", "prod-web", "-", "prod/web", "1st"].map(looksLikeForward),
    [true, true, true, false, false, false, false],
  );
});

Deno.test("forbiddenHost() knows the metadata addresses in every spelling", () => {
  const forbidden = [
    "169.254.170.2",
    "169.254.169.254",
    "169.254.169.253",
    "169.254.1.1",
    "2852039166",
    "0xA9FEA9FE",
    "0251.0376.0251.0376",
    "169.254.43518",
    "fd00:ec2::254",
    "FD00:EC2:0:0::254",
    "::ffff:169.254.170.2",
    "instance-data.ec2.internal",
    "Instance-Data",
  ];
  for (const host of forbidden) assert.ok(forbiddenHost(host) !== undefined, host);
  assert.match(forbiddenHost("169.254.170.2") ?? "", /credentials of the task's role/);
  for (const host of ["db.internal", "10.0.0.2", "fd00::1", "::1", "169.253.1.1"]) {
    assert.equal(forbiddenHost(host), undefined, host);
  }
});
