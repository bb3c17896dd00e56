import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const directory: string = join(import.meta.dirname, '..');
const readme: string = readFileSync(join(directory, 'README.md'), 'utf8');
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(readme)?.[1] ?? '';

describe('the README', () => {
  it('shows a program that prints what it says', { timeout: 30_000 }, async () => {
    const args = ['--conditions=@breakwater/source', '--input-type=module-typescript', '--eval', block('ts')];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: directory, timeout: 20_000 });
    expect(stderr).toBe('');
    expect(stdout).toBe(block('text'));
  });

  it.each(
    [
      ...readFileSync(join(import.meta.dirname, 'call-metrics.ts'), 'utf8').matchAll(
        /'((?:breakwater|gen_ai\.client)\.[a-z_.]+)'/g,
      ),
    ].map(([, name]) => name as string),
  )('names the metric %s', (name) => {
    expect(readme).toContain(`| \`${name}\``);
  });

  it.each(
    [...readFileSync(join(import.meta.dirname, 'state-metrics.ts'), 'utf8').matchAll(/'(breakwater\.[a-z_.]+)'/g)].map(
      ([, name]) => name as string,
    ),
  )('names the metric %s', (name) => {
    expect(readme).toContain(`| \`${name}\``);
  });
});
