import type { TargetSnapshot } from '@breakwater/core';
import type { ComponentChildren, JSX } from 'preact';
import type { View } from '../../view/view.ts';
import type { Overall } from '../model/condition.ts';
import { amount, duration, number, percent } from '../model/format.ts';
import { ConditionMark } from './condition-mark.tsx';
import { Countdown } from './countdown.tsx';

/** Targets named below the sentence; of more, how many. */
const MOST_NAMED = 4;

export interface HealthProps {
  readonly state: Overall;
  readonly view: View;
  readonly skewMs: number;
  /** Whether what is counted down is still to come. */
  readonly live: boolean;
  readonly onTarget: (target: string) => void;
}

/** How it is, in a sentence, and the figures that one looks for first. */
export function Health({ state, view, skewMs, live, onTarget }: HealthProps): JSX.Element {
  const { totals, targets } = view;
  const lost = Math.max(0, totals.failed - totals.handedOver);
  const calls = totals.answered + lost;
  const more = state.affected.length - MOST_NAMED;
  return (
    <section class={`health ${state.severity}`} aria-labelledby="health">
      <div class="verdict">
        <h2 id="health">
          <ConditionMark severity={state.severity} />
          {state.sentence}
        </h2>
        {state.affected.length > 0 && (
          <ul class="affected">
            {state.affected.slice(0, MOST_NAMED).map(({ name, label, severity }) => (
              <li key={name}>
                <button type="button" class="plain" onClick={() => onTarget(name)}>
                  {name}
                </button>{' '}
                <span class={`word ${severity}`}>{label}</span>
                <Outlook target={targets[name]} skewMs={skewMs} live={live} />
              </li>
            ))}
            {more > 0 && <li>and {amount(more, 'other')}</li>}
          </ul>
        )}
      </div>
      <dl class="key-figures">
        <Figure name="Answered" value={percent(totals.answered, calls)} note={`of ${amount(calls, 'call')}`} />
        <Figure name="Rescued" value={number(totals.rescued)} note="failed at first, answered in the end" />
        <Figure
          name="Lost"
          value={number(lost)}
          note="after all retries and fallbacks"
          tone={lost > 0 ? 'down' : undefined}
        />
        <Figure
          name="Latency, p50"
          value={totals.latencyMs === null ? '–' : duration(totals.latencyMs.p50)}
          note={totals.latencyMs === null ? 'no answers yet' : `p99 ${duration(totals.latencyMs.p99)}`}
        />
        <Figure
          name="Wasted attempts"
          value={percent(totals.wasted, totals.attempts)}
          note={`${number(totals.wasted)} of ${number(totals.attempts)}, ${duration(totals.wastedMs)}`}
        />
      </dl>
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly note: string;
  readonly tone?: 'down' | undefined;
}

function Figure({ name, value, note, tone }: FigureProps): JSX.Element {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd class={`value ${tone ?? ''}`}>{value}</dd>
      <dd class="note">{note}</dd>
    </div>
  );
}

/** What comes next at a target that is not well. */
function Outlook(props: {
  readonly target: TargetSnapshot | undefined;
  readonly skewMs: number;
  readonly live: boolean;
}): JSX.Element | null {
  const { target, skewMs, live } = props;
  if (target === undefined) return null;
  const { breaker, cooldown, waiting } = target;
  const next = breaker.state === 'open' ? breaker.probeAt : cooldown?.until;
  const isAhead = live && next !== undefined && next > Date.now() + skewMs;
  return (
    <>
      {isAhead && (
        <>
          , {breaker.state === 'open' ? 'next probe in' : 'goes on in'} <Countdown to={next} skewMs={skewMs} />
        </>
      )}
      {waiting > 0 && `, ${amount(waiting, 'call')} waiting`}
    </>
  );
}
