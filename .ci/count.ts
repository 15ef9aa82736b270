// Adds up the JUnit reports of `deno test --junit-path` into the line `N passed, N failed`. A report
// that is missing or holds no test counts as one failure: a runner that did not run is not a pass.
// What was skipped in one report and ran in another is not called skipped.
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
  const cases = [...report.matchAll(/<testcase name="([^"]*)"[^>]*>\s*(<skipped\/>)?/g)]
    .map(([, name = "", mark]) => ({ name, isSkipped: mark !== undefined }));
  return {
    tests: sum("tests"),
    bad: sum("failures") + sum("errors"),
    skipped: cases.filter(({ isSkipped }) => isSkipped).map(({ name }) => name),
    ran: cases.filter(({ isSkipped }) => !isSkipped).map(({ name }) => name),
  };
}

/** A test's name without what tests/needs.ts has added to it. */
function withoutReason(name: string): string {
  return name.replace(/ \(needs [^()]*\)$/, "");
}
