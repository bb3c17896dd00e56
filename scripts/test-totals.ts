/**
 * Adds up the test reports in `reports/*.json` (as vitest's JSON reporter writes them) and prints
 * `N passed, N failed, N skipped`. A report that names a failed file without a failed test counts as one failure,
 * and so does every argument: the reports that should be there. Ends with 1 if anything failed.
 */
import { existsSync, readFileSync } from 'node:fs';

interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

let passed = 0;
let failed = 0;
let skipped = 0;
for (const path of process.argv.slice(2)) {
  if (!existsSync(path)) {
    console.error(`${path} is missing: that run ended before it could report.`);
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  passed += report.numPassedTests;
  // A file that does not even load fails without a failed test.
  failed += report.success ? report.numFailedTests : Math.max(1, report.numFailedTests);
  skipped += report.numPendingTests + report.numTodoTests;
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
