import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Line } from '../model/columns.ts';
import { time } from '../model/format.ts';
import { TimeChart, type TimeChartProps } from './time-chart.tsx';

export interface ChartPanelProps extends Omit<TimeChartProps, 'onPoint'> {
  readonly title: string;
  /** What the chart says, in a sentence. */
  readonly summary: string;
  /** What stands beside each line while the pointer is elsewhere. */
  readonly totals: readonly string[];
  /** Said in place of the chart where there is nothing to draw. */
  readonly empty: string | undefined;
  /** Takes half of the page, not a third. */
  readonly wide?: boolean | undefined;
}

/** A chart with its legend, and the same as a table. */
export function ChartPanel({ title, summary, totals, empty, wide = false, ...chart }: ChartPanelProps): JSX.Element {
  const id = useId();
  const [point, setPoint] = useState<number>();
  const { at, lines, format } = chart;
  const pointed = point === undefined ? undefined : at[point];
  return (
    <figure class={wide ? 'panel chart wide' : 'panel chart'} aria-labelledby={id}>
      <figcaption>
        <h3 id={id}>{title}</h3>
        <p class="hint">{summary}</p>
        <p class="moment" aria-hidden="true">
          {pointed === undefined ? '' : time(pointed, Date.now())}
        </p>
      </figcaption>
      {empty === undefined ? (
        <>
          <ul class="legend">
            {lines.map(({ label, color }, place) => (
              <li key={label}>
                <Swatch color={color} />
                {label}{' '}
                <span class="figures">
                  {point === undefined ? totals[place] : told(lines[place]?.values[point], format)}
                </span>
              </li>
            ))}
          </ul>
          <TimeChart {...chart} onPoint={setPoint} />
          <DataTable title={title} at={at} lines={lines} format={format} />
        </>
      ) : (
        <p class="empty">{empty}</p>
      )}
    </figure>
  );
}

/** A square in the colour of a line. */
function Swatch({ color }: { readonly color: string }): JSX.Element {
  return (
    <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
      <rect width="10" height="10" rx="2" fill={color} />
    </svg>
  );
}

/** Rows of a table of figures, the newest first. */
const MOST_ROWS = 60;

interface DataTableProps {
  readonly title: string;
  readonly at: readonly number[];
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

/** The figures of a chart, made only when somebody wants them. */
function DataTable({ title, at, lines, format }: DataTableProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const rows = [...at.keys()].filter((index) => lines.some(({ values }) => (values[index] ?? 0) > 0)).toReversed();
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Figures</summary>
      {open && (
        <div class="scroll" tabIndex={0} role="region" aria-label={`Figures: ${title}`}>
          <table class="data">
            <thead>
              <tr>
                <th scope="col">From</th>
                {lines.map(({ label }) => (
                  <th key={label} scope="col" class="number">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, MOST_ROWS).map((index) => (
                <tr key={at[index]}>
                  <th scope="row">{time(at[index] ?? 0, Date.now())}</th>
                  {lines.map(({ label, values }) => (
                    <td key={label} class="number">
                      {told(values[index], format)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

function told(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}
