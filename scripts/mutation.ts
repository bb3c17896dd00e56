/**
 * Changes the source of one folder of core in every small way there is, and tells which changes its tests let pass:
 * `pnpm mutation handle/retry`. Not part of CI: a mutant takes a third of a second, and one of `classify` or `detect`,
 * which make their tables at the first call and keep them, about a second, since it needs a process of its own. Mutants
 * of what runs at import are left out, and so are the tables of classification, which are data.
 *
 * What is known of a room, such as `handle`, is kept in `reports/mutation`: a later run tries only what has changed, in
 * the source or in its tests. So a room can be done in pieces, and `pnpm mutation handle` then tells its score as one.
 *
 * `stryker.config.json` names a tsconfig that is not there: with one Stryker asks TypeScript for an interface that
 * version 7 no longer has.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Rooms that keep what they made at the first call: a mutant would find what was made before it. */
const LAZY = ['classify', 'detect'];

const [folder, ...files] = process.argv.slice(2);
const place = `packages/core/src/${folder ?? ''}`;

if (folder === undefined || !existsSync(place)) {
  console.error('Which folder of packages/core/src? Such as: pnpm mutation handle/retry [file.ts …]');
  process.exitCode = 2;
} else {
  const [room = folder] = folder.split('/');
  const mutated = files.length > 0 ? files.map((file) => `${place}/${file}`) : [`${place}/**/*.ts`];
  const left = ['!**/*.test.ts', '!packages/core/src/classify/rules/**'];
  const runner = ['--testRunner', LAZY.includes(room) ? 'vitest' : 'one-process'];
  const known = ['--incremental', '--incrementalFile', `reports/mutation/${room}.json`];
  const { status } = spawnSync('stryker', ['run', ...runner, ...known, '--mutate', [...mutated, ...left].join(',')], {
    env: { ...process.env, ROOM: room },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
