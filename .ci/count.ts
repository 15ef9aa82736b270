// Adds up the JUnit reports of `deno test --junit-path` into the line `N passed, N failed`. A report
// that is missing or holds no test counts as one failure: a runner that did not run is not a pass.
// What failed is named. What was skipped in one report and ran in another is not called skipped.
const CASE =
  /<testcase name="([^"]*)" classname="([^"]*)"[^>]*>\s*(?:<(skipped|failure|error)\b(?: message="([^"]*)")?)?/g;

let passed = 0;
let failed = 0;
const ran = new Set<string>();
const skipped = new Set<string>();
for (const path of Deno.args) {
  const report = await read(path);
  if (report.tests === 0) {
    console.log(`no test ran for ${path}`);
    failed += 1;
  }
  passed += report.tests - report.bad - report.skipped.length;
  failed += report.bad;
  for (const one of report.failed) console.log(`failed: ${one}`);
  for (const name of report.skipped) skipped.add(name);
  for (const name of report.ran) ran.add(name);
}
const never = [...skipped].filter((name) => !ran.has(withoutReason(name)));
if (never.length > 0) console.log(`skipped: ${never.join("\n         ")}`);
console.log(`${passed} passed, ${failed} failed`);
Deno.exitCode = failed === 0 ? 0 : 1;

async function read(path: string) {
  const report = await Deno.readTextFile(path).catch(() => "");
  // One element a file: <testsuite name="…" tests="5" disabled="1" errors="0" failures="2">
  const suites = [...report.matchAll(/<testsuite (.*)>/g)].map(([, attributes = ""]) => attributes);
  const sum = (name: string) =>
    suites.reduce(
      (all, suite) => all + Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0),
      0,
    );
  const cases = [...report.matchAll(CASE)]
    .map(([, name = "", file = "", mark, why = ""]) => ({ name, file, mark, why }));
  const isBad = (mark: string | undefined) => mark === "failure" || mark === "error";
  return {
    tests: sum("tests"),
    bad: sum("failures") + sum("errors"),
    skipped: cases.filter(({ mark }) => mark === "skipped").map(({ name }) => name),
    failed: cases.filter(({ mark }) => isBad(mark))
      .map(({ name, file, why }) => `${file}: ${name}: ${why.slice(0, 300)}`),
    ran: cases.filter(({ mark }) => mark !== "skipped").map(({ name }) => name),
  };
}

/** A test's name without what tests/needs.ts has added to it. */
function withoutReason(name: string): string {
  return name.replace(/ \(needs [^()]*\)$/, "");
}
