/**
 * Prints what is asked of the gate as a table: by each line of asking the scenario that fares worst, or, in bold, all
 * that miss it.
 *
 *   node --conditions=@breakwater/source packages/simulator/scripts/goals-table.ts REPORT.json
 *
 * The report is that of all scenarios in both shapes, as the command's `--out` or `--json` writes it.
 */
import { readFileSync } from 'node:fs';
import type { Summary } from '../src/measure/summary.ts';
import { builtInScenarios } from '../src/scenario/library.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

const OURS = 'Breakwater';
const FAIL_FAST = 'Breakwater, fail fast';
const SHAPES = ['clients', 'gateway'] as const;

interface Goal {
  readonly text: string;
  /** What is asked of many small clients, and of one gateway process. */
  readonly asked: readonly [clients: number, gateway: number];
  /** Whether a figure is to be no less than asked, or no more. */
  readonly side: 'least' | 'most';
  readonly of: (scenario: Scenario) => boolean;
  /** Undefined where the figure makes no sense. */
  readonly figure: (line: Line) => number | undefined;
  readonly digits: number;
}

/** One scenario in one shape. */
interface Line {
  readonly scenario: Scenario;
  figure(contender: string, name: string): number | undefined;
  /** The best share of the optimum of all whom we are compared with. */
  readonly best: number;
}

const GOALS: readonly Goal[] = [
  {
    text: 'share of the optimum, where patience outlasts every incident, and attempts that hang in it',
    asked: [0.98, 0.995],
    side: 'least',
    of: ({ incidents, patienceMs, attemptTimeoutMs }) =>
      incidents.every(
        ({ kind, fromMs, untilMs }) => untilMs - fromMs + (kind === 'hang' ? attemptTimeoutMs : 0) <= patienceMs,
      ),
    figure: (line) => line.figure(OURS, 'ofOptimum'),
    digits: 3,
  },
  {
    text: 'the same beside the best of the others, anywhere',
    asked: [0, 0],
    side: 'least',
    of: () => true,
    figure: (line) => line.figure(OURS, 'ofOptimum')! - line.best,
    digits: 3,
  },
  {
    text: '`fail` beside no policy, anywhere',
    asked: [0, 0],
    side: 'least',
    of: () => true,
    figure: (line) => line.figure(FAIL_FAST, 'ofOptimum')! - line.figure('no policy', 'ofOptimum')!,
    digits: 3,
  },
  ...attempts('attempts per call, over all of an outage, a black hole or a rate limit', 'amplification', 1.1, [
    'outage',
    'outage-patient',
    'outage-short',
    'black-hole',
    'rate-limit',
    'rate-limit-silent',
  ]),
  ...attempts('the same in a brownout of 30 %', 'amplification', 1.2, ['brownout']),
  ...attempts('attempts per call while an outage of 20 s lasts', 'amplificationInIncident', 0.15, [
    'outage',
    'outage-patient',
    'lying-zero',
  ]),
  ...attempts('while a black hole lasts', 'amplificationInIncident', 0.25, ['black-hole']),
  ...attempts('while a rate limit admits 0.75', 'amplificationInIncident', 0.9, ['rate-limit', 'rate-limit-silent']),
  ...attempts('while 30 % fail', 'amplificationInIncident', 1.45, ['brownout']),
  {
    text: 'seconds until calls are answered as fast as they come, beyond the time of one answer',
    asked: [2, 2],
    side: 'most',
    of: ({ incidents }) =>
      incidents.some(({ kind }) => ['down', 'hang', 'slow', 'capacity', 'rate-limit'].includes(kind)),
    figure: (line) => {
      const recoverMs = line.figure(OURS, 'recoverMs');
      return recoverMs && Math.max(0, recoverMs - line.scenario.upstream.latency.p50) / 1_000;
    },
    digits: 1,
  },
  {
    text: "Jain's index of the clients under a rate limit",
    asked: [0.95, 0.95],
    side: 'least',
    of: ({ incidents }) => incidents.some(({ kind }) => kind === 'rate-limit'),
    figure: (line) => line.figure(OURS, 'fairness'),
    digits: 3,
  },
  {
    text: 'needless openings at 1.2 % and 6 % errors',
    asked: [0, 0],
    side: 'most',
    of: ({ name }) => name === 'background-errors',
    figure: (line) => line.figure(OURS, 'falseOpens'),
    digits: 0,
  },
  {
    text: 'milliseconds that a brownout of 30 % adds to the median call',
    asked: [25, 25],
    side: 'most',
    of: ({ name }) => name === 'brownout',
    figure: (line) => line.figure(OURS, 'addedP50Ms'),
    digits: 0,
  },
];

const report = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as { readonly summaries: readonly Summary[] };
console.log(goalsTable(report.summaries));

function goalsTable(summaries: readonly Summary[]): string {
  const rows = GOALS.map((goal) => {
    const cells = SHAPES.map((shape, index) =>
      cellOf(goal, goal.asked[index]!, measured(goal, linesOf(summaries, shape))),
    );
    const sign = goal.side === 'least' ? '≥' : '≤';
    return `| ${goal.text} | ${sign} ${Array.from(new Set(goal.asked)).join(' / ')} | ${cells.join(' | ')} |`;
  });
  return ['| | asked | a process for each client | one gateway |', '| --- | ---: | ---: | ---: |', ...rows].join('\n');
}

function attempts(text: string, figure: string, most: number, names: readonly string[]): Goal[] {
  const of = ({ name }: Scenario): boolean => names.includes(name);
  return [{ text, asked: [most, most], side: 'most', of, figure: (line) => line.figure(OURS, figure), digits: 2 }];
}

function linesOf(summaries: readonly Summary[], shape: Summary['shape']): Line[] {
  return builtInScenarios().map((scenario) => {
    const here = summaries.filter((one) => one.shape === shape && one.scenario === scenario.name);
    const figure = (contender: string, name: string): number | undefined => {
      const mean: number | 'never' | undefined = here.find((one) => one.contender === contender)?.figures[
        name as never
      ]?.['mean'];
      return mean === 'never' ? Infinity : mean;
    };
    const others = here.filter(({ contender }) => !contender.startsWith(OURS));
    return { scenario, figure, best: Math.max(...others.map(({ contender }) => figure(contender, 'ofOptimum')!)) };
  });
}

interface Measured {
  readonly value: number;
  readonly scenario: Scenario;
}

/** The worst first. */
function measured({ of, figure, side }: Goal, lines: readonly Line[]): Measured[] {
  return lines
    .filter(({ scenario }) => of(scenario))
    .flatMap((line) => {
      const value = figure(line);
      return value === undefined ? [] : [{ value, scenario: line.scenario }];
    })
    .toSorted((a, b) => (side === 'least' ? a.value - b.value : b.value - a.value));
}

function cellOf({ side, digits }: Goal, asked: number, found: readonly Measured[]): string {
  const halfADigit = 10 ** -digits / 2;
  const isMissed = ({ value }: Measured): boolean =>
    side === 'least' ? value < asked - halfADigit : value > asked + halfADigit;
  const shown = ({ value, scenario }: Measured): string => `${value.toFixed(digits)} \`${scenario.name}\``;
  const missing = found.filter(isMissed);
  return missing.length === 0 ? shown(found[0]!) : missing.map((one) => `**${shown(one)}**`).join(', ');
}
