import { performance } from 'node:perf_hooks';
import { format } from 'node:util';

/** One test, as its file wrote it down. */
export interface Test {
  /** Its titles, the outermost first, with the file before them. */
  readonly id: string;
  readonly name: string;
  readonly fileName: string;
  readonly body: () => unknown;
}

type Body = (...given: readonly unknown[]) => unknown;
type Declare = (title: string, body: Body) => void;
type Declarer = Declare & { each(cases: readonly unknown[]): Declare };

/** No test waits for time to pass: one that leaves the processor idle for so long hangs, milliseconds. */
const STILL_MS = 150;

/** All tests of the files that were imported so far. */
export const suite: Test[] = [];
let fileName = '';
let titles: readonly string[] = [];
let atEnd: (() => unknown)[] = [];

/** Imports a file of tests, and with it what it tests. */
export async function load(path: string, url: string): Promise<void> {
  fileName = path;
  await import(url);
}

let failing: (reason: unknown) => void = () => undefined;

/** Fails the test under way. */
export function fail(reason: unknown): void {
  failing(reason);
}

/** @returns what the test failed with, as text; undefined if it passed. */
export async function run({ body }: Test): Promise<string | undefined> {
  const failed = new Promise((_, reject) => {
    failing = reject;
  });
  let before = performance.eventLoopUtilization();
  const look = setInterval(() => {
    const { idle } = performance.eventLoopUtilization(before);
    before = performance.eventLoopUtilization();
    if (idle > STILL_MS) fail(new Error('it waits for something that will not come'));
  }, 2 * STILL_MS);
  atEnd = [];
  try {
    await Promise.race([body(), failed]);
    return undefined;
  } catch (error) {
    return String(error);
  } finally {
    clearInterval(look);
    for (const end of atEnd) await end();
  }
}

export const onTestFinished = (end: () => unknown): void => void atEnd.push(end);

export const describe: Declarer = declarer((title, body) => {
  const outside = titles;
  titles = [...outside, title];
  body();
  titles = outside;
});

export const it: Declarer = declarer((title, body) => {
  const name = [...titles, title].join(' > ');
  suite.push({ id: `${fileName}#${name}`, name, fileName, body });
});

/** One declaration for each case, whose values stand in the title, or at its end where they would not tell it apart. */
function declarer(declare: Declare): Declarer {
  return Object.assign(declare, {
    each: (cases: readonly unknown[]): Declare => {
      return (title, body) => {
        for (const [index, given] of cases.entries()) {
          const values: readonly unknown[] = Array.isArray(given) ? given : [given];
          const places = title.match(/%[sdifjoO]/g)?.length ?? 0;
          declare(`${format(title, ...values.slice(0, places))} (${index + 1})`, () => body(...values));
        }
      };
    },
  });
}
