import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Series } from '../../measure/series.ts';
import { type Incident, isOfStore, type Scenario } from '../../scenario/scenario.ts';
import { colour } from './theme.ts';

const { document } = parseHTML('<!doctype html><html></html>');

/** What the panels of one scenario have in common, so that they can be compared at a glance. */
export interface Frame {
  readonly scenario: Scenario;
  readonly width: number;
  /** The most calls per second that a panel shows; what goes beyond is cut off and told in figures. */
  readonly ceiling: number;
  /** The slowest answer that a panel shows, milliseconds. */
  readonly slowestMs: number;
}

/** How a panel stands: among others, or alone with the names of its lines beside them. */
export interface PanelOptions {
  readonly direct?: boolean;
  /** Keeps the room beside the lines that another panel has for their names. */
  readonly reserve?: boolean;
  /** Pixels. */
  readonly height?: number;
}

const MARGINS = { marginLeft: 46, marginRight: 20 } as const;
/** Height of the band of breaker states, as a part of the ceiling. */
const BAND = 0.07;

/** Requests over time: offered, served and sent upstream, above the states of the breakers. */
export function trafficPanel(
  series: Series,
  frame: Frame,
  { direct = false, reserve = direct, height = 150 }: PanelOptions = {},
): string {
  const { ceiling, width } = frame;
  const points = pointsOf(series);
  const clip = (value: number): number => Math.min(value, ceiling);
  const peak = Math.max(...series.attempts);
  const marginRight = reserve ? 130 : MARGINS.marginRight;
  return svgOf(
    Plot.plot({
      ...common(series),
      ...MARGINS,
      marginRight,
      marginTop: 16,
      marginBottom: 26,
      width,
      height,
      y: { domain: [-BAND * ceiling * 2, ceiling], ticks: [], label: null },
      // Shares are opacities as they stand.
      opacity: { type: 'identity' },
      marks: [
        incidentMarks(frame, -BAND * ceiling * 2, ceiling),
        Plot.ruleY([0], { stroke: colour('rule') }),
        Plot.axisY(niceTicks(ceiling), { label: 'per second', labelAnchor: 'top', labelArrow: 'none', tickSize: 0 }),
        Plot.areaY(points, { x: 'atS', y: 'answered', fill: colour('served'), fillOpacity: 0.16 }),
        Plot.line(points, {
          x: 'atS',
          y: 'offered',
          stroke: colour('offered'),
          strokeWidth: 1,
          strokeDasharray: '3 2',
        }),
        Plot.line(points, {
          x: 'atS',
          y: ({ attempts }: Point) => clip(attempts),
          stroke: colour('attempts'),
          strokeWidth: 1.4,
        }),
        Plot.line(points, { x: 'atS', y: 'answered', stroke: colour('served'), strokeWidth: 1.8 }),
        bandMarks(series, -BAND * ceiling * 1.7, -BAND * ceiling * 0.5),
        peak > ceiling ? peakMark(series, peak, ceiling) : null,
        direct ? directLabels(series, ceiling) : null,
        reserve ? bandLabel(series, ceiling) : null,
      ],
    }),
  );
}

/** How long answered calls took: median and 99th percentile, on a logarithmic scale. */
export function latencyPanel(series: Series, frame: Frame): string {
  const points = pointsOf(series);
  const top = Math.max(10_000, frame.slowestMs);
  return svgOf(
    Plot.plot({
      ...common(series),
      ...MARGINS,
      marginTop: 16,
      marginBottom: 26,
      width: frame.width,
      height: 110,
      y: { type: 'log', domain: [10, top], clamp: true, label: null, ticks: [] },
      marks: [
        incidentMarks(frame, 10, top),
        Plot.text(['answered after'], { frameAnchor: 'top-left', dx: -30, dy: -13, fill: colour('muted') }),
        Plot.axisY(
          [10, 100, 1_000, 10_000, 100_000].filter((tick) => tick <= top),
          {
            label: null,
            tickFormat: (ms: number) => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`),
            tickSize: 0,
          },
        ),
        Plot.areaY(points, { x: 'atS', y1: 'p50', y2: 'p99', fill: colour('served'), fillOpacity: 0.18 }),
        Plot.line(points, { x: 'atS', y: 'p99', stroke: colour('served'), strokeWidth: 1 }),
        Plot.line(points, { x: 'atS', y: 'p50', stroke: colour('served'), strokeWidth: 1.8 }),
      ],
    }),
  );
}

/** A step of a series. Gaps are not a number, which breaks a line. */
interface Point {
  readonly atS: number;
  readonly offered: number;
  readonly answered: number;
  readonly attempts: number;
  readonly p50: number;
  readonly p99: number;
}

function pointsOf({ stepMs, offered, answered, attempts, p50Ms, p99Ms }: Series): Point[] {
  return offered.map((calls, step) => ({
    atS: ((step + 0.5) * stepMs) / 1_000,
    offered: calls,
    answered: answered[step]!,
    attempts: attempts[step]!,
    p50: p50Ms[step] ?? Number.NaN,
    p99: p99Ms[step] ?? Number.NaN,
  }));
}

function common(series: Series): Plot.PlotOptions {
  return {
    document,
    className: 'chart',
    style: { color: colour('muted'), background: 'none' },
    x: {
      domain: [0, endsS(series)],
      label: null,
      ticks: 6,
      tickSize: 4,
      tickFormat: (second: number) => `${second} s`,
    },
  };
}

function incidentMarks({ scenario }: Frame, y1: number, y2: number): Plot.Markish {
  const shown = scenario.incidents.filter(({ fromMs, untilMs }) => fromMs > 0 || untilMs < scenario.durationMs);
  const shade = (incidents: typeof shown, fillOpacity: number): Plot.Markish =>
    Plot.rect(incidents, {
      x1: ({ fromMs }: Incident) => fromMs / 1_000,
      x2: ({ untilMs }: Incident) => Math.min(untilMs, scenario.durationMs) / 1_000,
      y1,
      y2,
      fill: colour('incident'),
      fillOpacity,
    });
  // Trouble of the store is paler, so that the upstream's shows on it.
  return [
    shade(shown.filter(isOfStore), 0.4),
    shade(
      shown.filter((incident) => !isOfStore(incident)),
      1,
    ),
  ];
}

/** A strip: dark where breakers are open, half as dark where they are half-open, as strong as the share of them. */
function bandMarks({ stepMs, open, halfOpen }: Series, y1: number, y2: number): Plot.Markish {
  const strip = (shares: readonly number[], fill: string): Plot.Markish =>
    Plot.rect(
      shares.map((share, step) => ({ share, step })).filter(({ share }) => share > 0),
      {
        x1: ({ step }: { step: number }) => (step * stepMs) / 1_000,
        x2: ({ step }: { step: number }) => ((step + 1) * stepMs) / 1_000,
        y1,
        y2,
        fill,
        fillOpacity: 'share',
        shapeRendering: 'crispEdges',
      },
    );
  return [strip(halfOpen, colour('halfOpen')), strip(open, colour('open'))];
}

function peakMark(series: Series, peak: number, ceiling: number): Plot.Markish {
  const atS = (series.attempts.indexOf(peak) * series.stepMs) / 1_000;
  return Plot.text([`↑ ${Math.round(peak).toLocaleString('en')} upstream`], {
    x: [atS],
    y: [ceiling],
    dy: -9,
    fill: colour('attempts'),
    fontWeight: 600,
    textAnchor: series.attempts.indexOf(peak) * 2 > series.attempts.length ? 'end' : 'start',
  });
}

/** The names of the lines, at their right ends, pushed apart where they would overlap. */
function directLabels(series: Series, ceiling: number): Plot.Markish {
  const last = (values: readonly number[]): number => {
    const tail = values.slice(-8);
    return tail.reduce((total, value) => total + value, 0) / tail.length;
  };
  const labels = [
    { text: 'upstream requests', y: last(series.attempts), fill: colour('attempts') },
    { text: 'calls made', y: last(series.offered), fill: colour('offered') },
    { text: 'calls answered', y: last(series.answered), fill: colour('served') },
  ];
  const gap = ceiling * 0.13;
  const middle = labels.reduce((total, { y }) => total + y, 0) / labels.length;
  return labels.map(({ text, fill }, index) =>
    Plot.text([text], {
      x: [endsS(series)],
      y: [Math.min(middle + (1 - index) * gap, ceiling)],
      dx: 8,
      fill,
      fontWeight: 600,
      fontSize: 11,
      textAnchor: 'start',
    }),
  );
}

/** What the strip is, beside it; nothing where no breaker ever opened. */
function bandLabel(series: Series, ceiling: number): Plot.Markish {
  if (!series.open.some((share) => share > 0)) return null;
  return (['open', 'halfOpen'] as const).map((state, index) =>
    Plot.text([state === 'open' ? 'breakers open' : 'half-open'], {
      x: [endsS(series)],
      y: [-BAND * ceiling],
      dx: 8,
      dy: (index - 1) * 13,
      fill: colour(state),
      fontWeight: 600,
      fontSize: 11,
      textAnchor: 'start',
    }),
  );
}

function endsS({ stepMs, offered }: Series): number {
  return (stepMs * offered.length) / 1_000;
}

function niceTicks(ceiling: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000].find((size) => ceiling / size <= 4) ?? 10_000;
  return Array.from({ length: Math.floor(ceiling / step) + 1 }, (_empty, index) => index * step);
}

/** The picture without the style sheet that Plot puts into each one: the page has it once. */
function svgOf(plot: { readonly outerHTML: string }): string {
  return plot.outerHTML.replace(/<style>[\s\S]*?<\/style>/, '');
}
