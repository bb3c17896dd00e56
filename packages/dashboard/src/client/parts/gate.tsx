import type { TargetSnapshot } from '@breakwater/core';
import type { JSX } from 'preact';
import type { Condition } from '../model/condition.ts';
import { amount, duration, number, percent } from '../model/format.ts';
import { ConditionMark } from './condition-mark.tsx';
import type { Action } from './confirm.tsx';
import { Countdown } from './countdown.tsx';
import { LastMinute } from './last-minute.tsx';

export interface GateProps {
  readonly name: string;
  readonly target: TargetSnapshot;
  readonly condition: Condition;
  readonly chosen: boolean;
  readonly skewMs: number;
  readonly live: boolean;
  readonly onTarget: (target: string | undefined) => void;
  /** Undefined where nothing can be done by hand. */
  readonly onAction: ((action: Action) => void) | undefined;
}

/** One target: a row of the table, or on a narrow page a card whose cells say what they are. */
export function Gate({ name, target, condition, chosen, skewMs, live, onTarget, onAction }: GateProps): JSX.Element {
  const { inFlight, waiting, limit, budget, figures, isolated } = target;
  const { attempts, failures } = figures.recent;
  return (
    <tr class={chosen ? 'chosen' : ''}>
      <th scope="row">
        <button
          type="button"
          class="plain name"
          aria-pressed={chosen}
          title={chosen ? 'Show all targets' : `Show only ${name}`}
          onClick={() => onTarget(chosen ? undefined : name)}
        >
          {name}
        </button>
      </th>
      <td data-label="Gate">
        <span class={`state ${condition.severity}`}>
          <ConditionMark severity={condition.severity} />
          {condition.label}
        </span>
        <Next target={target} skewMs={skewMs} live={live} />
      </td>
      <td data-label="In flight" class="number">
        {number(inFlight)}
        {limit !== null && <small> of {number(limit)}</small>}
      </td>
      <td data-label="Waiting" class={waiting > 0 ? 'number strong' : 'number'}>
        {number(waiting)}
      </td>
      <td data-label="Last minute" class="number">
        <LastMinute slots={figures.recent.slots} />
        {attempts === 0 ? 'no attempts' : `${percent(attempts - failures, attempts)} good`}
        {attempts > 0 && <small> of {number(attempts)}</small>}
      </td>
      <td data-label="Attempt p50 / p99" class="number">
        {figures.latencyMs === null ? '–' : `${duration(figures.latencyMs.p50)} / ${duration(figures.latencyMs.p99)}`}
      </td>
      <td data-label="Retry budget" class="number">
        {budget === null ? 'none' : number(Math.floor(budget))}
      </td>
      {onAction !== undefined && (
        <td class="control">
          {!isolated && (
            <button type="button" aria-label={`Isolate ${name}`} onClick={() => onAction('isolate')}>
              Isolate
            </button>
          )}
          {(isolated || condition.severity === 'down' || condition.severity === 'watch') && (
            <button type="button" aria-label={`Reset ${name}`} onClick={() => onAction('reset')}>
              Reset
            </button>
          )}
        </td>
      )}
    </tr>
  );
}

type NextProps = Pick<GateProps, 'target' | 'skewMs' | 'live'>;

/** What happens next at the gate, and when. */
function Next({ target: { breaker, cooldown, isolated, paused = [] }, skewMs, live }: NextProps): JSX.Element {
  const now = Date.now() + skewMs;
  const left = (to: number): JSX.Element => (live ? <Countdown to={to} skewMs={skewMs} /> : <>later</>);
  const lines: JSX.Element[] = [];
  if (isolated) lines.push(<>stays shut until it is reset</>);
  if (breaker.state === 'open') {
    lines.push(
      <>
        probe in {left(breaker.probeAt)}
        <small>
          down for {duration(now - breaker.downSince)}, {amount(breaker.failedProbes, 'failed probe')}
        </small>
      </>,
    );
  }
  if (breaker.state === 'half-open') {
    lines.push(
      <>
        {amount(breaker.allowance, 'call')} at once
        <small>down for {duration(now - breaker.downSince)}</small>
      </>,
    );
  }
  if (cooldown !== undefined && cooldown.until > now) lines.push(<>goes on in {left(cooldown.until)}</>);
  if (cooldown !== undefined && cooldown.until <= now) lines.push(<>paced at {pace(cooldown.perSecond)}</>);
  for (const { credential, reason, probeAt } of paused) {
    const whose = credential === '' ? 'the key' : credential;
    lines.push(
      <>
        {whose}: {reason === 'billing' ? 'no money left' : 'quota used up'}, probe in {left(probeAt)}
      </>,
    );
  }
  if (breaker.state === 'closed' && breaker.failuresInARow > 0) {
    lines.push(<>{amount(breaker.failuresInARow, 'failure')} in a row</>);
  }
  return (
    <>
      {lines.map((line, place) => (
        <div key={place} class="next">
          {line}
        </div>
      ))}
    </>
  );
}

function pace(perSecond: number): string {
  return `${perSecond < 10 ? Number(perSecond.toPrecision(2)) : Math.round(perSecond)} per second`;
}
