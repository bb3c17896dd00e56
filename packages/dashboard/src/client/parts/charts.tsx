import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Period, View } from '../../view/view.ts';
import { columnsOf, countOf, kindsOf, type Line } from '../model/columns.ts';
import { amount, duration, number, percent } from '../model/format.ts';
import { kindColor } from '../model/palette.ts';
import { useDark } from '../model/use-dark.ts';
import { AttemptsPerCall } from './attempts-per-call.tsx';
import { ChartPanel } from './chart-panel.tsx';

export interface ChartsProps {
  readonly view: View;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What happened over time. */
export function Charts({ view, fromMs, toMs }: ChartsProps): JSX.Element {
  const dark = useDark();
  const { periods, stepMs, totals } = view;
  const columns = useMemo(() => columnsOf(periods, stepMs, fromMs, toMs), [periods, stepMs, fromMs, toMs]);
  const line = (
    label: string,
    color: string,
    read: (period: Period) => number | null,
    empty: number | null = 0,
  ): Line => ({
    label,
    color,
    values: columns.periods.map((period) => (period === undefined ? empty : read(period))),
  });
  const colors = dark
    ? { good: '#3fa876', rescued: '#8bb8f0', bad: '#ff7a70', first: '#7cc4ff', second: '#b79cf5', third: '#f0b35a' }
    : { good: '#2f8f5e', rescued: '#5b8fd6', bad: '#c62f2b', first: '#1f6fc4', second: '#7a4fc9', third: '#b86a00' };
  const lost = Math.max(0, totals.failed - totals.handedOver);
  const kinds = kindsOf(totals.kinds);
  const errors = kinds.map((kind): Line => {
    const place = kinds.filter((other) => other.slice(0, 3) === kind.slice(0, 3)).indexOf(kind);
    const values = columns.periods.map((period) => countOf(period, kind, kinds));
    return { label: kind, color: kindColor(kind, place, dark), values };
  });
  const { at } = columns;
  const noCalls = totals.answered + totals.failed === 0 ? 'No calls in this time.' : undefined;
  return (
    <section class="charts" aria-labelledby="charts">
      <h2 id="charts" class="unseen">
        Over time
      </h2>
      <ChartPanel
        title="Calls"
        wide
        summary={`${amount(totals.answered + lost, 'call')}: ${number(totals.answered - totals.rescued)} answered at once, ${number(totals.rescued)} rescued, ${number(lost)} lost.`}
        at={at}
        stepMs={stepMs}
        kind="bars"
        format={number}
        empty={noCalls}
        lines={[
          line('answered at once', colors.good, ({ answered, rescued }) => answered - rescued),
          line('rescued', colors.rescued, ({ rescued }) => rescued),
          line('lost', colors.bad, ({ failed, handedOver }) => Math.max(0, failed - handedOver)),
        ]}
        totals={[totals.answered - totals.rescued, totals.rescued, lost].map(number)}
      />
      <ChartPanel
        title="Errors by code and reason"
        wide
        summary={`${amount(totals.wasted, 'failed attempt')} of ${kinds.length === 1 ? 'one kind' : `${Object.keys(totals.kinds).length} kinds`}.`}
        at={at}
        stepMs={stepMs}
        kind="bars"
        format={number}
        empty={kinds.length === 0 ? 'No errors in this time.' : undefined}
        lines={errors}
        totals={errors.map(({ values }) => number(values.reduce<number>((sum, value) => sum + (value ?? 0), 0)))}
      />
      <ChartPanel
        title="Latency of answered calls"
        summary="From the call to its answer, retries and waits included."
        at={at}
        stepMs={stepMs}
        kind="lines"
        format={duration}
        empty={totals.latencyMs === null ? 'No answers in this time.' : undefined}
        lines={[
          line('p99', colors.third, ({ latencyMs }) => latencyMs?.p99 ?? null, null),
          line('p90', colors.second, ({ latencyMs }) => latencyMs?.p90 ?? null, null),
          line('p50', colors.first, ({ latencyMs }) => latencyMs?.p50 ?? null, null),
        ]}
        totals={[totals.latencyMs?.p99, totals.latencyMs?.p90, totals.latencyMs?.p50].map((ms) => duration(ms ?? 0))}
      />
      <ChartPanel
        title="Attempts"
        summary={`${percent(totals.wasted, totals.attempts)} of ${amount(totals.attempts, 'attempt')} were wasted, and ${duration(totals.wastedMs)} with them.`}
        at={at}
        stepMs={stepMs}
        kind="bars"
        format={number}
        empty={totals.attempts === 0 ? 'No attempts in this time.' : undefined}
        lines={[
          line('useful', colors.good, ({ attempts, wasted }) => attempts - wasted),
          line('wasted', colors.third, ({ wasted }) => wasted),
        ]}
        totals={[totals.attempts - totals.wasted, totals.wasted].map(number)}
      />
      <AttemptsPerCall perCall={totals.perCall} />
    </section>
  );
}
