import type { JSX } from 'preact';
import type { View } from '../../view/view.ts';
import { amount, number, percent } from '../model/format.ts';

interface Step {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly details: readonly string[];
}

/** The five steps that a failure goes through, with what each did. */
export function Steps({ view, target }: { readonly view: View; readonly target: string | undefined }): JSX.Element {
  return (
    <section aria-labelledby="steps">
      <h2 id="steps" class="unseen">
        The five steps
      </h2>
      <ol class="steps">
        {stepsOf(view, target).map(({ name, value, unit, details }) => (
          <li key={name} class={value > 0 ? 'step busy' : 'step'}>
            <h3>{name}</h3>
            <p class="count">
              <span class="value">{number(value)}</span> {unit}
            </p>
            {details.map((detail) => (
              <p key={detail} class="note">
                {detail}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function stepsOf({ totals, targets, alerts }: View, target: string | undefined): readonly Step[] {
  const kinds = Object.entries(totals.kinds).toSorted(([, left], [, right]) => right - left);
  const [most] = kinds;
  const gates = Object.entries(targets).filter(([name]) => target === undefined || name === target);
  const waiting = gates.reduce((sum, [, gate]) => sum + gate.waiting, 0);
  const raised = alerts.filter(({ clearedAt }) => clearedAt === undefined).length;
  const lost = Math.max(0, totals.failed - totals.handedOver);
  return [
    {
      name: 'Detect',
      value: totals.wasted,
      unit: totals.wasted === 1 ? 'failed attempt' : 'failed attempts',
      details: [`${percent(totals.wasted, totals.attempts)} of ${number(totals.attempts)}`],
    },
    {
      name: 'Classify',
      value: kinds.length,
      unit: kinds.length === 1 ? 'kind' : 'kinds',
      details: [most === undefined ? 'nothing to classify' : `most: ${most[0]}`],
    },
    {
      name: 'Handle',
      value: totals.retries,
      unit: totals.retries === 1 ? 'retry' : 'retries',
      details: [`${number(waiting)} waiting now`, `${number(totals.turnedAway)} turned away`],
    },
    {
      name: 'Report',
      value: totals.alerts,
      unit: totals.alerts === 1 ? 'alert' : 'alerts',
      details: [`${number(raised)} raised now`, `${amount(lost, 'call')} lost`],
    },
    {
      name: 'Recover',
      value: totals.rescued,
      unit: totals.rescued === 1 ? 'call rescued' : 'calls rescued',
      details: [
        `${amount(totals.recoveries, 'recovery', 'recoveries')} of targets`,
        `${number(totals.handedOver)} to a fallback`,
      ],
    },
  ];
}
