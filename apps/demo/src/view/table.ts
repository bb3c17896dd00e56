import Table from 'cli-table3';
import { CONTENDER_NAMES, type ContenderName } from '../contenders/contender.ts';
import { type Incident, phaseOf } from '../incident/incident.ts';
import { GOOD_SHARE, GOOD_WINDOWS, PROMPT_MS } from '../measure/recovery.ts';
import type { Summary } from '../measure/summary.ts';
import type { Colors } from './line.ts';

export type Summaries = Readonly<Record<ContenderName, Summary>>;

interface Row {
  readonly title: string;
  readonly value: (summary: Summary) => number | null;
  readonly show: (value: number) => string;
  /** What is good; absent where neither is. */
  readonly best?: 'most' | 'least';
}

const whole = (value: number): string => String(value);
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const ROWS: readonly Row[] = [
  { title: 'calls', value: ({ calls }) => calls, show: whole },
  { title: 'served', value: ({ served }) => served, show: whole, best: 'most' },
  { title: 'lost', value: ({ lost }) => lost, show: whole, best: 'least' },
  {
    title: 'upstream requests during the outage',
    value: ({ requestsDuringOutage }) => requestsDuringOutage,
    show: whole,
    best: 'least',
  },
  {
    title: 'upstream requests per call',
    value: ({ requestsPerCall }) => requestsPerCall,
    show: (value) => value.toFixed(2),
    best: 'least',
  },
  { title: 'until calls are served again (1)', value: ({ recoveryMs }) => recoveryMs, show: seconds, best: 'least' },
  {
    title: 'until they are served promptly (2)',
    value: ({ promptAgainMs }) => promptAgainMs,
    show: seconds,
    best: 'least',
  },
  {
    title: 'p50 of served calls',
    value: ({ p50Ms }) => p50Ms,
    show: (ms) => `${(ms / 1_000).toFixed(2)} s`,
    best: 'least',
  },
  {
    title: 'p99 of served calls (3)',
    value: ({ p99Ms }) => p99Ms,
    show: (ms) => `${(ms / 1_000).toFixed(2)} s`,
    best: 'least',
  },
];

/** One table of what became of all three, the best of each row marked by colour. */
export function resultTable(summaries: Summaries, colors: Colors): string {
  const table = new Table({
    head: ['', ...CONTENDER_NAMES.map((name) => colors.bold(name))],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { title, value, show, best } of ROWS) {
    const values = CONTENDER_NAMES.map((name) => value(summaries[name]));
    const winner = bestOf(values, best);
    const cells = values.map((found) => {
      const text = found === null ? 'never' : show(found);
      return winner !== undefined && found === winner ? colors.green(text) : text;
    });
    table.push([title, ...cells]);
  }
  return table.toString();
}

/** The best value, unless all are alike. */
function bestOf(values: readonly (number | null)[], best: Row['best']): number | undefined {
  const found = values.filter((value) => value !== null);
  if (best === undefined || new Set(values).size === 1 || found.length === 0) return undefined;
  return best === 'most' ? Math.max(...found) : Math.min(...found);
}

/** What the figures of the table mean. */
export function footnotes(incident: Incident): string[] {
  const { fromMs, toMs } = phaseOf(incident, 'outage');
  const window = `${incident.windowMs / 1_000} s`;
  const share = `${GOOD_SHARE * 100} %`;
  return [
    `All three met the same outage of ${seconds(toMs - fromMs)}, with the same calls at the same times.`,
    `(1) From its end to the first of ${GOOD_WINDOWS} windows of ${window} in a row in which ${share}`,
    '    of the calls that arrived were served, sooner or later.',
    `(2) The same, counting only calls that were served within ${PROMPT_MS / 1_000} s of their arrival.`,
    '(3) With the calls that waited for the upstream; without those that were lost.',
  ];
}
