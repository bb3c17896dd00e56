/**
 * Looks for scenarios that nobody has thought of: takes the default policy and the baselines through random ones, and
 * prints those in which a baseline serves more, the worst last.
 *
 *   pnpm simulate:random               150 scenarios in both shapes, three seeds each
 *   pnpm simulate:random 150 300       others
 *   pnpm simulate:random 14 --show     one of them, as `pnpm simulate --scenario` takes it
 */
import { parseArgs } from 'node:util';
import type { Random } from '@breakwater/core';
import { BASELINES } from '../src/contenders/baselines.ts';
import type { Contender } from '../src/contenders/contender.ts';
import { randomStream } from '../src/random.ts';
import type { Shape } from '../src/scenario/scenario.ts';
import { simulate } from '../src/simulate.ts';

/** Shares of the optimum that are one and the same. */
const LEVEL = 0.001;

const { positionals, values } = parseArgs({ allowPositionals: true, options: { show: { type: 'boolean' } } });
const [from, to] = positionals.length > 0 ? positionals.map(Number) : [0, 150];

if (values.show) console.log(JSON.stringify(randomScenario(from!), undefined, 2));
else await compare(from!, to ?? from! + 1);

/** One outcome: our share of the optimum, and by how much it is ahead. */
interface Outcome {
  readonly title: string;
  readonly ahead: number;
  readonly aheadOfNone: number;
}

async function compare(first: number, end: number): Promise<void> {
  const outcomes: Outcome[] = [];
  for (let number = first; number < end; number++) {
    for (const shape of ['clients', 'gateway'] as const) outcomes.push(await outcomeOf(number, shape));
    if (process.stderr.isTTY) process.stderr.write(`\r${number + 1 - first} of ${end - first}`);
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  const behind = outcomes.filter(({ ahead }) => ahead < -LEVEL).toSorted((a, b) => b.ahead - a.ahead);
  for (const { title } of behind) console.log(title);
  const mean = outcomes.reduce((sum, { ahead }) => sum + ahead, 0) / outcomes.length;
  const behindNone = outcomes.filter(({ aheadOfNone }) => aheadOfNone < -LEVEL);
  console.log(`${outcomes.length} runs: ${mean.toFixed(3)} ahead of the best baseline on average`);
  console.log(`behind it in ${behind.length}, behind no policy in ${behindNone.length}`);
}

async function outcomeOf(number: number, shape: Shape): Promise<Outcome> {
  const scenario = randomScenario(number);
  const share = async (policy: Contender | object): Promise<number> => {
    const { summary } = await simulate(policy, scenario, { seeds: [1, 2, 3], shape });
    return summary.figures.ofOptimum!.mean;
  };
  const ours = await share({});
  const others: number[] = [];
  for (const baseline of BASELINES) others.push(await share(baseline));
  const shown = BASELINES.map(({ name }, index) => `${name} ${others[index]!.toFixed(3)}`).join(', ');
  const best = Math.max(...others);
  const none = others[BASELINES.findIndex(({ name }) => name === 'no policy')]!;
  return {
    title: `${number} ${shape}: ${ours.toFixed(3)}; ${shown}; ${JSON.stringify(scenario)}`,
    ahead: ours - best,
    aheadOfNone: ours - none,
  };
}

/** The same for the same number. */
function randomScenario(number: number): object {
  const random = randomStream(number, 'scenario');
  const p50 = pick(random, [50, 50, 200, 500, 2_000, 8_000]);
  const p99 = p50 * pick(random, [2, 4, 4, 8]);
  const perSecond = pick(random, [20, 60, 160, 160]);
  const count = pick(random, [5, 20, 40]);
  const patience = Math.max(p50 * pick(random, [1.5, 3, 6]), pick(random, [1_500, 3_000, 10_000, 30_000, 60_000]));
  const timeout = Math.max(p99 * pick(random, [1, 2, 4]), pick(random, [1_000, 2_000, 10_000, 20_000, 60_000]));
  const spare = pick(random, [1.1, 1.25, 1.5, 2, 4]);
  const rate = Math.round(perSecond * spare);
  const bySlots = { concurrency: Math.ceil((perSecond * p50 * 1.2 * spare) / 1_000) + 1, queue: 20, status: 503 };
  const byRate = { perSecond: rate, burst: Math.ceil(rate / 10) + 1 };
  return {
    name: `random-${number}`,
    duration: '120s',
    patience,
    leaving: pick(random, ['deadline', 'deadline', 'deadline', 'abort']),
    attemptTimeout: timeout,
    clients: { count, perSecond: perSecond / count },
    upstream: {
      latency: { p50, p99 },
      errorLatency: pick(random, [5, 50, 50, 500, 2_000]),
      capacity: pick(random, [bySlots, byRate, byRate]),
    },
    incidents: [randomIncident(random, p50, perSecond)],
  };
}

function randomIncident(random: Random, p50: number, perSecond: number): object {
  const fromMs = 30_000 + Math.floor(20 * random()) * 1_000;
  const when = { from: fromMs, until: fromMs + pick(random, [2_000, 5_000, 10_000, 20_000, 40_000]) };
  const status = pick(random, [500, 502, 503, 529]);
  return pick(random, [
    { kind: 'down', ...when, status },
    { kind: 'down', ...when, status },
    { kind: 'hang', ...when },
    { kind: 'brownout', ...when, share: pick(random, [0.1, 0.3, 0.5, 0.7]), status },
    { kind: 'slow', ...when, latency: { p50: p50 * pick(random, [3, 10, 50]), p99: p50 * 100 } },
    {
      kind: 'flapping',
      ...when,
      until: fromMs + 40_000,
      down: pick(random, [1_000, 5_000]),
      up: pick(random, [2_000, 10_000]),
    },
    { kind: 'rate-limit', ...when, perSecond: perSecond * pick(random, [0.3, 0.5, 0.75, 0.9]), burst: perSecond / 10 },
    { kind: 'capacity', ...when, share: pick(random, [0.3, 0.5, 0.7]) },
  ]);
}

function pick<Value>(random: Random, among: readonly Value[]): Value {
  return among[Math.floor(random() * among.length)]!;
}
