import type { Phase, PhaseName } from '../incident/incident.ts';
import type { CallRecord } from '../measure/ledger.ts';
import { type Line, type Span, span, type Style } from './line.ts';

/** Without the full block, so that strips below one another stay apart. */
const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'] as const;
const FULL = '▇';

/** What a strip covers, and how finely. */
export interface Scale {
  readonly endMs: number;
  readonly columns: number;
}

function columnOf(atMs: number, { endMs, columns }: Scale): number {
  return Math.floor((atMs / endMs) * columns);
}

const PHASE_LOOKS: Readonly<
  Record<PhaseName, { readonly label: string; readonly style: Style; readonly fill: string }>
> = {
  healthy: { label: 'up', style: 'green', fill: '─' },
  outage: { label: 'outage', style: 'red', fill: '━' },
  'rate limit': { label: 'limit', style: 'yellow', fill: '┄' },
};

export function phaseStyle(name: PhaseName): Style {
  return PHASE_LOOKS[name].style;
}

/** The phases of the incident, each with its name in its middle. */
export function phaseStrip(phases: readonly Phase[], scale: Scale): Line {
  return phases.map(({ name, fromMs, toMs }) => {
    const { label, style, fill } = PHASE_LOOKS[name];
    const width = columnOf(toMs, scale) - columnOf(fromMs, scale);
    const text = width >= label.length + 2 ? ` ${label} ` : '';
    const before = Math.floor((width - text.length) / 2);
    return span(fill.repeat(before) + text + fill.repeat(width - text.length - before), style);
  });
}

/** A call that goes on for less than this is on its way, and does not count as waiting, milliseconds. */
const ON_ITS_WAY_MS = 500;

/**
 * What became of the calls, by when they arrived, a character for each stretch of time: `░` where some still wait, `×`
 * where none was served, else a bar as high as the share that was.
 */
export function fateStrip(calls: readonly CallRecord[], nowMs: number, scale: Scale): Line {
  const bins = Array.from({ length: scale.columns }, () => ({ served: 0, waiting: 0, lost: 0 }));
  for (const { arrivedMs, fate } of calls) {
    if (fate === 'waiting' && nowMs - arrivedMs < ON_ITS_WAY_MS) continue;
    const bin = bins[columnOf(arrivedMs, scale)];
    if (bin !== undefined) bin[fate]++;
  }
  return bins.map(({ served, waiting, lost }) => {
    const all = served + waiting + lost;
    if (all === 0) return span(' ');
    if (waiting > 0) return span('░', 'yellow');
    if (served === 0) return span('×', 'red');
    return lost === 0 ? span(FULL, 'green') : span(partial(served / all), 'red');
  });
}

/** How many requests were sent in each stretch of time, as bars; `most` is a full one. */
export function requestStrip(requestsMs: readonly number[], scale: Scale, most: number): Line {
  return countPerColumn(requestsMs, scale).map((count) =>
    count === 0 ? span(' ') : span(height(count / most), 'cyan'),
  );
}

/** The instants that fall in each column. */
export function countPerColumn(instantsMs: readonly number[], scale: Scale): number[] {
  const counts = Array.from({ length: scale.columns }, () => 0);
  for (const atMs of instantsMs) {
    const column = columnOf(atMs, scale);
    if (column < counts.length) counts[column] = (counts[column] ?? 0) + 1;
  }
  return counts;
}

/** Never as high as all of them. */
function partial(share: number): string {
  return height(Math.min(share, 1 - 1 / HEIGHTS.length));
}

/** @param share - above 0, up to 1 */
function height(share: number): string {
  const index = Math.min(HEIGHTS.length, Math.max(1, Math.round(share * HEIGHTS.length))) - 1;
  return HEIGHTS[index] ?? FULL;
}

/** The place of an instant under a strip. */
export function pointer(atMs: number, scale: Scale, label: Span): Line {
  const column = Math.min(scale.columns - 1, Math.max(0, columnOf(atMs, scale)));
  // In the right half the label stands before its pointer, so that it never runs out of the strip.
  if (column > scale.columns / 2 && label.text.length + 1 <= column) {
    const before = ' '.repeat(column - label.text.length - 1);
    return [span(before), label, span(' ▲', ...label.styles)];
  }
  return [span(' '.repeat(column)), span('▲ ', ...label.styles), label];
}
