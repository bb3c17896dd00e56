/**
 * A test runner for Stryker that tries one mutant after the other in one process. Vitest starts a worker for each, which
 * loads all of core and its tests anew, and that takes three times as long as all tests that a mutant meets.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Where the process keeps what it measured, for the one that takes its place when a mutant has hung it: the sandbox. */
const MEASURED = 'measured.json';
/** A test that meets its mutant so many times as often as it meets the code without it has no end. */
const ENDLESS = 100;
const FEWEST_HITS = 10_000;

/** How often a test meets a mutant. */
type Hits = Readonly<Record<string, number>>;

interface Measured {
  /** By test, milliseconds. */
  readonly took: Readonly<Record<string, number>>;
  readonly hits: Readonly<Record<string, Hits>>;
}

/** What the mutated code reads and writes. */
interface Switch {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { readonly static: Hits; readonly perTest: Readonly<Record<string, Hits>> } | undefined;
}

interface MutantRun {
  readonly testFilter?: readonly string[] | undefined;
  readonly activeMutant: { readonly id: string };
}

class OneProcessRunner {
  readonly #switch: Switch = ((globalThis as Record<string, unknown>)['__stryker__'] ??= {});

  #hits: Measured['hits'] = {};

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    process.on('uncaughtException', (error) => fail(error));
    // Of what an earlier mutant left behind, perhaps: it counts neither way.
    process.on('unhandledRejection', () => undefined);
    for (const path of globSync(TESTS).toSorted()) await load(resolve(path), pathToFileURL(path).href);
    if (existsSync(MEASURED)) this.#use(JSON.parse(readFileSync(MEASURED, 'utf8')) as Measured);
  }

  async dryRun(): Promise<unknown> {
    const tests = [];
    const took: Record<string, number> = {};
    for (const test of suite) {
      this.#switch.currentTestId = test.id;
      const startedAtMs = performance.now();
      const failureMessage = await run(test);
      const timeSpentMs = performance.now() - startedAtMs;
      const { id, name, fileName } = test;
      took[id] = timeSpentMs;
      tests.push({ id, name, fileName, timeSpentMs, status: failureMessage === undefined ? 0 : 1, failureMessage });
    }
    this.#switch.currentTestId = undefined;
    const { static: atImport = {}, perTest: hits = {} } = this.#switch.mutantCoverage ?? {};
    writeFileSync(MEASURED, JSON.stringify({ took, hits }));
    this.#use({ took, hits });
    return { status: 'complete', tests, mutantCoverage: { static: onlyAtImport(atImport, hits), perTest: hits } };
  }

  async mutantRun({ testFilter, activeMutant: { id: mutant } }: MutantRun): Promise<unknown> {
    const chosen = testFilter && new Set(testFilter);
    this.#switch.activeMutant = mutant;
    let nrOfTests = 0;
    try {
      for (const test of suite) {
        if (chosen?.has(test.id) === false) continue;
        nrOfTests++;
        const hitLimit = Math.max(FEWEST_HITS, ENDLESS * (this.#hits[test.id]?.[mutant] ?? 0));
        Object.assign(this.#switch, { hitCount: 0, hitLimit });
        const failureMessage = await run(test);
        if ((this.#switch.hitCount ?? 0) > hitLimit) return { status: 'timeout', reason: `${test.name} does not end` };
        if (failureMessage !== undefined) return { status: 'killed', killedBy: [test.id], failureMessage, nrOfTests };
      }
      return { status: 'survived', nrOfTests };
    } finally {
      this.#switch.activeMutant = undefined;
    }
  }

  /** The first test that fails ends the run of a mutant: the quickest go first. */
  #use({ took, hits }: Measured): void {
    this.#hits = hits;
    suite.sort((a, b) => (took[a.id] ?? 0) - (took[b.id] ?? 0));
  }
}

/** What no test meets while it runs. The rest needs no process of its own: test files prepare examples when imported. */
function onlyAtImport(atImport: Hits, hits: Measured['hits']): Hits {
  const met = new Set(Object.values(hits).flatMap((ofTest) => Object.keys(ofTest)));
  return Object.fromEntries(Object.entries(atImport).filter(([mutant]) => !met.has(mutant)));
}

export const strykerPlugins: readonly unknown[] = [
  { kind: 'TestRunner', name: 'one-process', injectableClass: OneProcessRunner },
];
