/**
 * A test runner for Stryker that tries one mutant after the other in one process. Vitest starts a worker for each, which
 * loads all of core and its tests anew, and that takes three times as long as all tests that a mutant meets.
 */
import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, load, run, suite } from './suite.ts';

const HERE = new URL('.', import.meta.url).href;
const OURS = new URL('vitest-stand-in.ts', import.meta.url).href;

registerHooks({
  resolve: (name, context, next) =>
    name === 'vitest' && !context.parentURL?.startsWith(HERE) ? { url: OURS, shortCircuit: true } : next(name, context),
});

/** The tests of the mutant's own room, which `scripts/mutation.ts` names, and those that reach into it from above. */
const TESTS = [
  `packages/core/src/${process.env['ROOM'] ?? '*'}/**/*.test.ts`,
  'packages/core/src/recover/{admit,fallback,health-check,peek}.test.ts',
  'packages/core/src/breakwater*.test.ts',
  'packages/core/src/adapter/guard-stream.test.ts',
];

/** What the mutated code reads and writes. */
interface Switch {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: unknown;
}

interface MutantRun {
  readonly testFilter?: readonly string[] | undefined;
  readonly hitLimit?: number | undefined;
  readonly activeMutant: { readonly id: string };
}

class OneProcessRunner {
  readonly #switch: Switch = ((globalThis as Record<string, unknown>)['__stryker__'] ??= {});

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    process.on('uncaughtException', (error) => fail(error));
    // Of what an earlier mutant left behind, perhaps: it counts neither way.
    process.on('unhandledRejection', () => undefined);
    for (const path of globSync(TESTS).toSorted()) await load(resolve(path), pathToFileURL(path).href);
  }

  async dryRun(): Promise<unknown> {
    const tests = [];
    for (const test of suite) {
      this.#switch.currentTestId = test.id;
      const startedAtMs = performance.now();
      const failureMessage = await run(test);
      const timeSpentMs = performance.now() - startedAtMs;
      const { id, name, fileName } = test;
      tests.push({ id, name, fileName, timeSpentMs, status: failureMessage === undefined ? 0 : 1, failureMessage });
    }
    this.#switch.currentTestId = undefined;
    this.#quickestFirst(tests);
    return { status: 'complete', tests, mutantCoverage: this.#switch.mutantCoverage };
  }

  async mutantRun({ testFilter, hitLimit, activeMutant }: MutantRun): Promise<unknown> {
    const chosen = testFilter && new Set(testFilter);
    Object.assign(this.#switch, { activeMutant: activeMutant.id, hitCount: hitLimit && 0, hitLimit });
    let nrOfTests = 0;
    try {
      for (const test of suite) {
        if (chosen?.has(test.id) === false) continue;
        nrOfTests++;
        const failureMessage = await run(test);
        if ((this.#switch.hitCount ?? 0) > (hitLimit ?? Infinity))
          return { status: 'timeout', reason: 'it does not end' };
        if (failureMessage !== undefined) return { status: 'killed', killedBy: [test.id], failureMessage, nrOfTests };
      }
      return { status: 'survived', nrOfTests };
    } finally {
      this.#switch.activeMutant = undefined;
    }
  }

  /** The first test that fails ends the run of a mutant. */
  #quickestFirst(tests: readonly { readonly id: string; readonly timeSpentMs: number }[]): void {
    const took = new Map(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    suite.sort((a, b) => (took.get(a.id) ?? 0) - (took.get(b.id) ?? 0));
  }
}

export const strykerPlugins: readonly unknown[] = [
  { kind: 'TestRunner', name: 'one-process', injectableClass: OneProcessRunner },
];
