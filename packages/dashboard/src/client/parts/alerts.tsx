import type { JSX } from 'preact';
import type { View } from '../../view/view.ts';
import type { Severity } from '../model/condition.ts';
import { duration, time } from '../model/format.ts';
import { ConditionMark } from './condition-mark.tsx';

type Alert = View['alerts'][number];

/**
 * What each rule is called, and how bad it is while it is raised. In the order in which they are worth a look.
 * A core newer than this page may know others.
 */
const RULES: Readonly<Record<string, { readonly title: string; readonly severity: Severity }>> = {
  'breaker-open': { title: 'Breaker open', severity: 'down' },
  credential: { title: 'Credential refused', severity: 'down' },
  'error-rate': { title: 'Error rate', severity: 'watch' },
  spike: { title: 'Spike of errors', severity: 'watch' },
  'new-error': { title: 'New kind of error', severity: 'watch' },
};

/** Alerts shown at once; the others unfold. */
const MOST_SHOWN = 6;

/** What is raised now, and what was. */
export function Alerts({ alerts, now }: { readonly alerts: View['alerts']; readonly now: number }): JSX.Element {
  const order = Object.keys(RULES);
  const raised = alerts
    .filter(({ clearedAt }) => clearedAt === undefined)
    .toSorted((left, right) => order.indexOf(left.rule) - order.indexOf(right.rule));
  const cleared = alerts.filter(({ clearedAt }) => clearedAt !== undefined);
  const all = [...raised, ...cleared];
  const rest = all.slice(MOST_SHOWN);
  return (
    <section class="panel" aria-labelledby="alerts">
      <div class="panel-head">
        <h2 id="alerts">Alerts</h2>
        <p class="hint">
          {raised.length} raised, {cleared.length} cleared
        </p>
      </div>
      {all.length === 0 && <p class="empty">No alerts in this time.</p>}
      <AlertList alerts={all.slice(0, MOST_SHOWN)} now={now} />
      {rest.length > 0 && (
        <details>
          <summary>{rest.length} more</summary>
          <AlertList alerts={rest} now={now} />
        </details>
      )}
    </section>
  );
}

function AlertList({ alerts, now }: { readonly alerts: readonly Alert[]; readonly now: number }): JSX.Element {
  return (
    <ul class="alerts">
      {alerts.map((alert) => {
        const { id, rule, target, raisedAt, since, clearedAt } = alert;
        return (
          <li key={id} class={clearedAt === undefined ? 'raised' : 'cleared'}>
            <ConditionMark severity={clearedAt === undefined ? (RULES[rule]?.severity ?? 'watch') : 'idle'} />
            <div>
              <p>
                <strong>{titleOf(alert)}</strong> <span class="name">{target}</span>
              </p>
              {rule !== 'new-error' && rule !== 'breaker-open' && <p>{alert.message}</p>}
              <p class="hint">
                {clearedAt === undefined
                  ? `raised ${time(raisedAt, now)}, lasts ${duration(now - since)} so far`
                  : `${time(raisedAt, now)} to ${time(clearedAt, now)}, lasted ${duration(clearedAt - since)}`}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function titleOf({ rule, figures }: Alert): string {
  const title = RULES[rule]?.title ?? rule;
  return rule === 'new-error' ? `${title}: ${figures['code']} ${figures['reason']}` : title;
}
