import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace: string = join(import.meta.dirname, '..', '..');
const oxlint: string = join(dirname(fileURLToPath(import.meta.resolve('oxlint/package.json'))), 'bin', 'oxlint');

interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
}

/**
 * Lints source files, given as path -> content, under the workspace's own rules, in a directory of their own.
 * @returns the names of the rules each file breaks; a file that breaks none has no entry.
 * @throws Error if oxlint does not run.
 */
export function lintFixtures(files: Readonly<Record<string, string>>): Map<string, string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-lint-'));
  try {
    // Types play no part in these rules, and without them the run takes a tenth of a second.
    const config = readFileSync(join(workspace, '.oxlintrc.json'), 'utf8').replace(
      '"typeAware": true',
      '"typeAware": false',
    );
    writeFileSync(join(directory, '.oxlintrc.json'), config);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), `${content}\n`);
    }
    const run = spawnSync(process.execPath, [oxlint, '--format=json'], { cwd: directory, encoding: 'utf8' });
    if (!run.stdout.startsWith('{')) throw new Error(`oxlint did not report: ${run.stdout}${run.stderr}`);
    const broken = new Map<string, string[]>();
    for (const { filename, code } of (JSON.parse(run.stdout) as Report).diagnostics) {
      const path = filename.replaceAll('\\', '/');
      broken.set(path, [...(broken.get(path) ?? []), code]);
    }
    return broken;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
