// What is shown and said of forwards: pure, with the time handed in.
import assert from "node:assert/strict";
import { bytesWords, statusLines, Traffic } from "../../src/forward/status.ts";
import { Rarely, refusedWords } from "../../src/forward/tell.ts";

Deno.test("statusLines() puts columns under each other, and cuts at the width", () => {
  const busy = new Traffic(0);
  busy.open = 2;
  busy.total = 13;
  busy.passed(1_200, 34_500_000);
  const quiet = new Traffic(0);
  const shown = [
    { local: "localhost:5432", to: "db.internal:5432", state: "up" as const, traffic: busy },
    { local: "localhost:9000", to: "9000", state: "asleep" as const, traffic: quiet },
  ];
  busy.rate(60_000);
  busy.passed(0, 3_000_000);
  assert.deepEqual(statusLines(shown, 61_000, 200), [
    "localhost:5432 → db.internal:5432   2 open of 13        1.2 kB out   38 MB in   3.0 MB/s   1m",
    "localhost:9000 → 9000               asleep until used   0 B out      0 B in     0 B/s      1m",
  ]);
  assert.deepEqual(statusLines(shown, 61_000, 20).map((line) => line.length), [20, 20]);
  busy.lost = 3;
  assert.match(statusLines(shown, 61_000, 200)[0] ?? "", / {3}3 lost$/);
});

Deno.test("bytesWords() counts in thousands, with a digit where it helps", () => {
  assert.deepEqual(
    [0, 999, 1_000, 9_949, 9_960, 999_499, 999_500, 12_345_678].map(bytesWords),
    ["0 B", "999 B", "1.0 kB", "9.9 kB", "10 kB", "999 kB", "1.0 MB", "12 MB"],
  );
});

Deno.test("Rarely says a kind once a second, and then how often it was kept back", () => {
  const said: string[] = [];
  const rarely = new Rarely((text) => said.push(text));
  for (const now of [0, 10, 999]) rarely.say("a", "refused", now);
  rarely.say("b", "other", 20);
  rarely.say("a", "refused", 1_000);
  assert.deepEqual(said, ["refused", "other", "refused (and 2 times before)"]);
});

Deno.test("refusedWords() says as much as the agent tells, and no more", () => {
  assert.equal(refusedWords({ port: 8080 }), "nobody listens on port 8080 in the container");
  assert.match(refusedWords({ host: "db", port: 5432 }), /nobody listens there, the task's DNS/);
});
