import type { JSX } from 'preact';
import type { FailureView, View } from '../../view/view.ts';
import { number, time } from '../model/format.ts';

/** By code. A core newer than this page may know others. */
const REFUSALS: Readonly<Record<string, string>> = {
  'breaker-open': 'The breaker was open, and the call could not wait for the target to come back.',
  'credential-paused': 'The credential has no money or quota left, and is tried again only now and then.',
  'cooling-down': 'The target had asked for a pause that was longer than the call could wait.',
  'bulkhead-full': 'As many attempts were in flight as the policy allows (concurrency.max).',
  'waiting-room-full': 'As many calls were waiting as the policy allows (breaker.maxWaiting).',
  'deadline-exceeded': 'The call’s time was over before an attempt could be made (timeout.total).',
  'attempt-timeout': 'The attempt was cut off at its limit (timeout.attempt).',
  isolated: 'The target was isolated by hand, and stays so until it is reset.',
};

/** The calls that were lost, those of one kind together, each with what it was and what to do. */
export function Failures({
  failures,
  now,
}: {
  readonly failures: View['failures'];
  readonly now: number;
}): JSX.Element {
  return (
    <section class="panel" aria-labelledby="failures">
      <div class="panel-head">
        <h2 id="failures">Recent failures</h2>
        <p class="hint">Alike ones that follow one another are one entry.</p>
      </div>
      {failures.length === 0 && <p class="empty">No call was lost in this time.</p>}
      <ul class="failures">
        {failures.map((failure) => (
          <li key={failure.id}>
            <details>
              <summary>
                <span class="what">
                  {titleOf(failure)}
                  {failure.times > 1 && <span class="times"> ×{number(failure.times)}</span>}
                </span>
                <span class="name">{failure.target}</span>
                <time dateTime={new Date(failure.lastAt).toISOString()}>{time(failure.lastAt, now)}</time>
              </summary>
              <Details failure={failure} now={now} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function titleOf({ refusal, explanation: { classification, reference } }: FailureView): string {
  if (refusal !== undefined) return `Turned away: ${refusal}`;
  return `${classification.code ?? ''} ${reference?.name ?? ''} (${classification.reason})`.trim();
}

function Details({ failure, now }: { readonly failure: FailureView; readonly now: number }): JSX.Element {
  const { refusal, times, firstAt, lastAt, explanation } = failure;
  const { reference, classification } = explanation;
  return (
    <div class="explained">
      {times > 1 && (
        <p class="hint">
          {number(times)} times from {time(firstAt, now)} to {time(lastAt, now)}. The last one:
        </p>
      )}
      {refusal === undefined ? (
        <>
          <p class="advice">{classification.advice}</p>
          <pre tabIndex={0}>{explanation.text}</pre>
        </>
      ) : (
        <p class="advice">{REFUSALS[refusal] ?? explanation.summary}</p>
      )}
      {reference !== undefined && (
        <dl class="entry">
          <dt>
            {reference.code} {reference.name}
          </dt>
          <dd>{reference.description}</dd>
          <dt>Solution</dt>
          <dd>{reference.solution}</dd>
        </dl>
      )}
    </div>
  );
}
