import type { Figure } from '../measure/result.ts';
import type { Spread, Summary } from '../measure/summary.ts';
import type { Scenario, Shape } from '../scenario/scenario.ts';
import { percent } from './percent.ts';
import { shapeTitle } from './shape-title.ts';
import { storeNote } from './store-note.ts';

/** One figure of a table. */
export interface Column {
  readonly title: string;
  readonly figure: Figure;
  readonly show: (value: number) => string;
  /** Whether the range over the seeds is shown too. */
  readonly range?: boolean;
  /** Left out where it is 0 for everybody. */
  readonly rare?: boolean;
  /** For those who want to know all: on the page and in JSON, and not in the table for the terminal. */
  readonly detail?: boolean;
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
  { title: 'probes/s', figure: 'probesPeak', show: (value) => value.toFixed(0), rare: true, detail: true },
  { title: 'probing at once', figure: 'probingAtOnce', show: (value) => value.toFixed(0), rare: true, detail: true },
  { title: 'detect s', figure: 'detectMs', show: seconds },
  { title: 'all shut s', figure: 'shutMs', show: seconds, rare: true, detail: true },
  { title: 'recover s', figure: 'recoverMs', show: seconds },
  { title: 'overshoot', figure: 'overshoot', show: ratio, detail: true },
  { title: 'wasted after', figure: 'wastedAfter', show: (value) => value.toFixed(3), rare: true, detail: true },
  { title: 'false opens', figure: 'falseOpens', show: (value) => value.toFixed(1) },
  { title: 'added p50 s', figure: 'addedP50Ms', show: seconds, detail: true },
  { title: 'p99 s', figure: 'addedP99Ms', show: seconds },
  { title: 'fairness', figure: 'fairness', show: (value) => value.toFixed(3) },
  { title: 'honest %', figure: 'honest', show: share },
  { title: 'right code %', figure: 'rightCode', show: share, rare: true, detail: true },
  { title: 'told a time %', figure: 'toldTime', show: share, rare: true, detail: true },
  { title: 'right time %', figure: 'rightTime', show: share, rare: true, detail: true },
  { title: 'useless %', figure: 'useless', show: share, rare: true },
  { title: 'for the departed', figure: 'orphaned', show: ratio, rare: true, detail: true },
  { title: 'overstayed %', figure: 'overstayed', show: share, rare: true },
  { title: 'begun twice %', figure: 'repeated', show: share, rare: true },
  { title: 'store/call', figure: 'storeCommands', show: ratio, rare: true },
];

/** One table for each scenario and shape: a line for each contender. */
export function renderTables(scenarios: readonly Scenario[], summaries: readonly Summary[]): string {
  return scenarios
    .flatMap((scenario) => (['clients', 'gateway'] as const).map((shape) => renderOne(scenario, shape, summaries)))
    .filter((table) => table !== '')
    .join('\n');
}

function renderOne(scenario: Scenario, shape: Shape, summaries: readonly Summary[]): string {
  const { name, title, clients } = scenario;
  const lines = summaries.filter((summary) => summary.scenario === name && summary.shape === shape);
  if (lines.length === 0) return '';
  const optimum = share(lines[0]!.figures.optimum!.mean);
  const heading = `${name}: ${title}; ${shapeTitle(shape, clients)}; optimum ${optimum} %`;
  const note = storeNote(scenario, lines);
  return `${[heading, renderTable(lines), ...(note === undefined ? [] : [note])].join('\n')}\n`;
}

/** The columns that say something about these runs. */
export function columnsFor(summaries: readonly Summary[]): readonly Column[] {
  return COLUMNS.filter(
    ({ figure, rare }) => rare !== true || summaries.some(({ figures }) => (figures[figure]?.max ?? 0) !== 0),
  );
}

function renderTable(summaries: readonly Summary[]): string {
  const columns = columnsFor(summaries).filter(({ detail }) => detail !== true);
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
