import type { Figure } from '../measure/result.ts';
import type { Spread, Summary } from '../measure/summary.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { percent } from './percent.ts';
import { shapeTitle } from './shape-title.ts';

/** One figure of a table. */
export interface Column {
  readonly title: string;
  readonly figure: Figure;
  readonly show: (value: number) => string;
  /** Whether the range over the seeds is shown too. */
  readonly range?: boolean;
  /** Left out where it is 0 for everybody. */
  readonly rare?: boolean;
}

const share = percent;
const ratio = (value: number): string => value.toFixed(2);
const seconds = (value: number): string => (value === Infinity ? 'never' : (value / 1_000).toFixed(1));

const COLUMNS: readonly Column[] = [
  { title: 'goodput %', figure: 'goodput', show: share, range: true },
  { title: 'of optimum %', figure: 'ofOptimum', show: share, range: true },
  { title: 'attempts/call', figure: 'amplification', show: ratio },
  { title: 'in incident', figure: 'amplificationInIncident', show: ratio },
  { title: 'peak', figure: 'peak', show: ratio },
  { title: 'wasted/call', figure: 'wasted', show: ratio },
  { title: 'probes/call', figure: 'probes', show: (value) => value.toFixed(4), rare: true },
  { title: 'probes/s', figure: 'probesPeak', show: (value) => value.toFixed(0), rare: true },
  { title: 'detect s', figure: 'detectMs', show: seconds },
  { title: 'recover s', figure: 'recoverMs', show: seconds },
  { title: 'overshoot', figure: 'overshoot', show: ratio },
  { title: 'false opens', figure: 'falseOpens', show: (value) => value.toFixed(1) },
  { title: 'added p50 s', figure: 'addedP50Ms', show: seconds },
  { title: 'p99 s', figure: 'addedP99Ms', show: seconds },
  { title: 'fairness', figure: 'fairness', show: (value) => value.toFixed(3) },
  { title: 'useless %', figure: 'useless', show: share, rare: true },
  { title: 'for the departed', figure: 'orphaned', show: ratio, rare: true },
  { title: 'overstayed %', figure: 'overstayed', show: share, rare: true },
  { title: 'begun twice %', figure: 'repeated', show: share, rare: true },
  { title: 'store/call', figure: 'storeCommands', show: ratio, rare: true },
];

/** One table for each scenario and shape: a line for each contender. */
export function renderTables(scenarios: readonly Scenario[], summaries: readonly Summary[]): string {
  return scenarios
    .flatMap(({ name, title, clients }) =>
      (['clients', 'gateway'] as const).map((shape) => {
        const lines = summaries.filter((summary) => summary.scenario === name && summary.shape === shape);
        if (lines.length === 0) return '';
        const optimum = lines[0]!.figures.optimum!.mean;
        return `${name}: ${title}; ${shapeTitle(shape, clients)}; optimum ${share(optimum)} %\n${renderTable(lines)}\n`;
      }),
    )
    .filter((table) => table !== '')
    .join('\n');
}

/** The columns that say something about these runs. */
export function columnsFor(summaries: readonly Summary[]): readonly Column[] {
  return COLUMNS.filter(
    ({ figure, rare }) => rare !== true || summaries.some(({ figures }) => figures[figure]?.max !== 0),
  );
}

function renderTable(summaries: readonly Summary[]): string {
  const columns = columnsFor(summaries);
  const rows = [
    ['', ...columns.map(({ title }) => title)],
    ...summaries.map(({ contender, figures }) => [
      contender,
      ...columns.map((column) => renderSpread(figures[column.figure], column)),
    ]),
  ];
  const widths = rows[0]!.map((_title, index) => Math.max(...rows.map((row) => row[index]!.length)));
  return rows
    .map((row) =>
      row.map((cell, index) => (index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!))).join('  '),
    )
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A figure as text: its mean, and where asked for the range over the seeds. */
export function renderSpread(spread: Spread | undefined, { show, range }: Column): string {
  if (spread === undefined) return '-';
  const mean = show(spread.mean);
  return range !== true || spread.min === spread.max ? mean : `${mean} (${show(spread.min)}-${show(spread.max)})`;
}
