// Adds up the JUnit reports of `deno test --junit-path` into the line `N passed, N failed`. A report
// that is missing or holds no test counts as one failure: a runner that did not run is not a pass.
let passed = 0;
let failed = 0;
for (const path of Deno.args) {
  const { tests, bad, skipped } = await count(path);
  if (tests === 0) {
    console.log(`no test ran for ${path}`);
    failed += 1;
  }
  if (skipped.length > 0) console.log(`skipped: ${skipped.join("\n         ")}`);
  passed += tests - bad - skipped.length;
  failed += bad;
}
console.log(`${passed} passed, ${failed} failed`);
Deno.exitCode = failed === 0 ? 0 : 1;

async function count(path: string) {
  const report = await Deno.readTextFile(path).catch(() => "");
  // One element a file: <testsuite name="…" tests="5" disabled="1" errors="0" failures="2">
  const suites = [...report.matchAll(/<testsuite (.*)>/g)].map(([, attributes = ""]) => attributes);
  const sum = (name: string) =>
    suites.reduce(
      (all, suite) => all + Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0),
      0,
    );
  const skipped = [...report.matchAll(/<testcase name="([^"]*)"[^>]*>\s*<skipped\/>/g)];
  return {
    tests: sum("tests"),
    bad: sum("failures") + sum("errors"),
    skipped: skipped.map(([, name = ""]) => name),
  };
}
