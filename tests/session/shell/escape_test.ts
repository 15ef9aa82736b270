import assert from "node:assert/strict";
import fc from "fast-check";
import { Escape } from "../../../src/session/shell/escape.ts";

function typed(text: string, escape = new Escape()) {
  const { bytes, wishes } = escape.push(new TextEncoder().encode(text));
  return [new TextDecoder().decode(bytes), ...wishes];
}

Deno.test("push() takes ~. after Enter, and as the very first keys, as leaving", () => {
  assert.deepEqual(typed("~."), ["", "leave"]);
  assert.deepEqual(typed("ls\r~.rest"), ["ls\r", "leave"]);
  assert.deepEqual(typed("ls ~."), ["ls ~."]);
});

Deno.test("push() sends one ~ for ~~ and passes ~ with any other key", () => {
  assert.deepEqual(typed("~~"), ["~"]);
  assert.deepEqual(typed("\r~x~."), ["\r~x~."]);
  assert.deepEqual(typed("~/bin\r"), ["~/bin\r"]);
  assert.deepEqual(typed("~\r~."), ["~\r", "leave"]);
});

Deno.test("push() lists for ~? and takes an escape right after it", () => {
  assert.deepEqual(typed("~?~."), ["", "list", "leave"]);
});

Deno.test("push() suspends for ~^Z and takes an escape right after it; ^Z alone is the container's", () => {
  assert.deepEqual(typed("~\x1a~."), ["", "suspend", "leave"]);
  assert.deepEqual(typed("ls\r\x1a"), ["ls\r\x1a"]);
});

Deno.test("push() takes another character when told", () => {
  assert.deepEqual(typed("~.\r^.", new Escape("^")), ["~.\r", "leave"]);
});

Deno.test("push() gives the same however the keys come in pieces", () => {
  const keys = fc.array(fc.constantFrom("~", ".", "?", "\x1a", "\r", "a"), { maxLength: 20 });
  fc.assert(fc.property(keys, (pressed) => {
    const whole = typed(pressed.join(""));
    const escape = new Escape();
    const parts: string[] = [""];
    for (const key of pressed) {
      const [text = "", ...wishes] = typed(key, escape);
      parts[0] += text;
      parts.push(...wishes);
      if (wishes.includes("leave")) break;
    }
    assert.deepEqual(parts, whole);
  }));
});
