import { statSync } from 'node:fs';
import type { ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import shared from './vitest.config.ts';

/** The first test that fails ends the run of a mutant, and small files are the quick ones: properties come last. */
class SmallestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => statSync(a.moduleId).size - statSync(b.moduleId).size));
  }
}

/** The tests that a mutant of `classify` or `detect` has to face: those of its own room. See `scripts/mutation.ts`. */
const config: ViteUserConfig = {
  ...shared,
  test: {
    include: [`packages/core/src/${process.env['ROOM'] ?? '*'}/**/*.test.ts`],
    // It takes longer than all others together, and knows of no verdict which is the right one.
    exclude: ['**/robustness.test.ts'],
    testTimeout: shared.test?.testTimeout ?? 0,
    // A worker for each file costs more than what runs in it.
    isolate: false,
    sequence: { sequencer: SmallestFirst },
  },
};

export default config;
