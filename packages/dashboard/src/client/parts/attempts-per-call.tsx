import type { JSX } from 'preact';
import { number, percent } from '../model/format.ts';

/** As the collector counts: more than this count as this many. */
const MOST = 8;

/** How many attempts calls took. */
export function AttemptsPerCall({ perCall }: { readonly perCall: Readonly<Record<string, number>> }): JSX.Element {
  const rows = Object.entries(perCall).map(([attempts, calls]) => ({ attempts: Number(attempts), calls }));
  const all = rows.reduce((sum, { calls }) => sum + calls, 0);
  const most = rows.reduce((sum, { attempts, calls }) => sum + attempts * calls, 0);
  return (
    <figure class="panel chart last" aria-labelledby="per-call">
      <figcaption>
        <h3 id="per-call">Attempts per call</h3>
        <p class="hint">{all === 0 ? '' : `${(most / all).toFixed(2)} on average, of calls that made any.`}</p>
      </figcaption>
      {all === 0 ? <p class="empty">No calls in this time.</p> : <Rows rows={rows} all={all} />}
    </figure>
  );
}

interface RowsProps {
  readonly rows: readonly { readonly attempts: number; readonly calls: number }[];
  readonly all: number;
}

function Rows({ rows, all }: RowsProps): JSX.Element {
  return (
    <table class="per-call">
      <thead class="unseen">
        <tr>
          <th scope="col">Attempts</th>
          <th scope="col">Share</th>
          <th scope="col">Calls</th>
        </tr>
      </thead>
      <tbody>
        {rows
          .toSorted((left, right) => left.attempts - right.attempts)
          .map(({ attempts, calls }) => (
            <tr key={attempts}>
              <th scope="row">{attempts === MOST ? `${MOST} or more` : attempts}</th>
              <td class="bar">
                <progress max={all} value={calls} aria-label={attempts === 1 ? '1 attempt' : `${attempts} attempts`}>
                  {percent(calls, all)}
                </progress>
              </td>
              <td class="number">
                {percent(calls, all)} <small>{number(calls)}</small>
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
