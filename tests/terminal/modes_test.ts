// What a session has switched on is switched off, wherever its output was cut.
import assert from "node:assert/strict";
import fc from "fast-check";
import { ScreenModes } from "../../src/terminal/modes.ts";

/** The modes after this output, pushed in pieces of these sizes. */
function after(text: string, cuts: readonly number[] = []): ScreenModes {
  const modes = new ScreenModes();
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  for (const cut of cuts) modes.push(bytes.subarray(at, at += cut));
  modes.push(bytes.subarray(at));
  return modes;
}

const VIM =
  "\x1b[?1049h\x1b[22;0;0t\x1b[>4;2m\x1b[?1h\x1b=\x1b[?2004h\x1b[1;24r\x1b[?25l\x1b[1;31mtext";
const LEFT = "\x1b[?1049l\x1b[>4;m\x1b[?1l\x1b>\x1b[?2004l\x1b[r\x1b[?25h\x1b[0m";

Deno.test("ScreenModes puts back what an editor has switched on, and nothing after it has left", () => {
  const modes = after(VIM);
  assert.equal(modes.isFullScreen, true);
  assert.equal(
    modes.restore(),
    "\x1b[?1l\x1b[?2004l\x1b[r\x1b[?1049l\x1b[?25h\x1b>\x1b[>4m\x1b[0m",
  );
  const left = after(VIM + LEFT);
  assert.deepEqual([left.isFullScreen, left.restore()], [false, ""]);
});

Deno.test("ScreenModes knows mouse reports, keyboards and several modes at once", () => {
  assert.equal(after("\x1b[?1000;1006h").restore(), "\x1b[?1000l\x1b[?1006l");
  assert.equal(after("\x1b[>1u\x1b[>1u\x1b[<u").restore(), "\x1b[<1u");
  assert.equal(after("\x1b[32m\x1b[m").restore(), "");
  assert.equal(after("plain text, \x1b]2;title\x07 and \x1b[2J").restore(), "");
});

Deno.test("ScreenModes sees the same however the output is cut", () => {
  fc.assert(fc.property(fc.array(fc.nat(9)), (cuts) => {
    assert.equal(after(VIM, cuts).restore(), after(VIM).restore());
  }));
});
