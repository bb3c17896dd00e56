/**
 * Changes the source of one folder of core in every small way there is, and tells which changes its tests let pass:
 * `pnpm mutation handle/retry`. Not part of CI: a mutant takes about a second. Mutants of what runs at import are left
 * out, since each would have to face every test; so are the tables of classification, which are data.
 *
 * `stryker.config.json` names a tsconfig that is not there: with one Stryker asks TypeScript for an interface that
 * version 7 no longer has.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const [folder, ...files] = process.argv.slice(2);
const place = `packages/core/src/${folder ?? ''}`;

if (folder === undefined || !existsSync(place)) {
  console.error('Which folder of packages/core/src? Such as: pnpm mutation handle/retry [file.ts …]');
  process.exitCode = 2;
} else {
  const mutated = files.length > 0 ? files.map((file) => `${place}/${file}`) : [`${place}/**/*.ts`];
  const left = ['!**/*.test.ts', '!packages/core/src/classify/rules/**'];
  const { status } = spawnSync('stryker', ['run', '--mutate', [...mutated, ...left].join(',')], {
    env: { ...process.env, MUTATED: folder },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
