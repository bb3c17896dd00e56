import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { type Line, stacked } from '../model/columns.ts';
import { mark } from '../model/format.ts';
import { useDark } from '../model/use-dark.ts';

const HEIGHT = 220;
/** How far the marks of time may be apart, seconds. */
const MARKS = [10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200];
/** Charts with this key show the same moment under the pointer. */
const SYNCED = 'time';
const FONT = '11px system-ui, sans-serif';

export interface TimeChartProps {
  /** The beginning of each step, milliseconds since the epoch. */
  readonly at: readonly number[];
  readonly stepMs: number;
  /** As they are stacked, from the bottom. */
  readonly lines: readonly Line[];
  readonly kind: 'bars' | 'lines';
  readonly format: (value: number) => string;
  /** Told which step the pointer is at. */
  readonly onPoint: (index: number | undefined) => void;
}

/** A chart over time, for the eye: the figures are in the legend and the table beside it. */
export function TimeChart({ at, stepMs, lines, kind, format, onPoint }: TimeChartProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const width = useWidth(host);
  const dark = useDark();
  const look = `${kind} ${dark} ${stepMs} ${lines.map(({ label, color }) => label + color).join()}`;

  useEffect(() => {
    if (host.current === null || width === 0) return undefined;
    const plot = new uPlot(
      optionsOf({ width, lines, kind, stepMs, format, onPoint }),
      dataOf(at, stepMs, lines, kind),
      host.current,
    );
    chart.current = plot;
    return () => {
      chart.current = undefined;
      plot.destroy();
    };
  }, [look, width]);

  useEffect(() => {
    const plot = chart.current;
    if (plot === undefined) return;
    plot.setData(dataOf(at, stepMs, lines, kind));
  }, [at, lines]);

  return <div ref={host} class="canvas" aria-hidden="true" />;
}

function useWidth(host: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (host.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(host.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** Bars stand in the middle of their step. Those that are stacked highest are drawn first, the others over them. */
function dataOf(
  at: readonly number[],
  stepMs: number,
  lines: readonly Line[],
  kind: 'bars' | 'lines',
): uPlot.AlignedData {
  const seconds = at.map((time) => (time + stepMs / 2) / 1_000);
  if (kind === 'lines') return [seconds, ...lines.map(({ values }) => Array.from(values))];
  const sums = stacked(lines).map((line) => Array.from(line));
  return [seconds, ...sums.toReversed()];
}

function optionsOf(
  props: Pick<TimeChartProps, 'lines' | 'kind' | 'stepMs' | 'format' | 'onPoint'> & { readonly width: number },
): uPlot.Options {
  const { width, lines, kind, stepMs, format, onPoint } = props;
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue('--muted');
  const grid = { stroke: style.getPropertyValue('--line'), width: 1 };
  const bars = uPlot.paths.bars?.({ size: [0.8, 24], gap: 0 });
  const drawn = kind === 'lines' ? lines : lines.toReversed();
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: kind === 'lines' }, sync: { key: SYNCED } },
    scales: {
      x: { range: (plot) => rangeOf(plot, stepMs) },
      y: { range: (_plot, _least, most) => [0, Math.max(1, (most ?? 0) * 1.08)] },
    },
    axes: [
      {
        stroke: ink,
        font: FONT,
        space: 60,
        incrs: MARKS,
        size: 28,
        grid: { show: false },
        ticks: { ...grid, size: 4 },
        values: (_plot, splits, _axis, _space, increment) =>
          splits.map((split) => mark(split * 1_000, increment * 1_000)),
      },
      {
        stroke: ink,
        font: FONT,
        size: 52,
        space: 36,
        grid,
        ticks: { show: false },
        values: (_plot, splits) =>
          splits.map((split) => (Number.isInteger(split) || kind === 'lines' ? format(split) : '')),
      },
    ],
    series: [
      {},
      ...drawn.map(({ label, color }) =>
        kind === 'lines' || bars === undefined
          ? { label, stroke: color, width: 2, points: { size: 4, fill: color } }
          : { label, fill: color, stroke: color, width: 0, paths: bars, points: { show: false } },
      ),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
  };
}

/** From the first step to the end of the last, whatever is in them. */
function rangeOf({ data: [seconds] }: uPlot, stepMs: number): [number, number] {
  const half = stepMs / 2_000;
  return [(seconds[0] ?? 0) - half, (seconds.at(-1) ?? 1) + half];
}
