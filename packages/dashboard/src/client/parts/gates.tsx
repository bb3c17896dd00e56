import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { View } from '../../view/view.ts';
import { conditionOf } from '../model/condition.ts';
import { act } from '../model/connect.ts';
import { amount } from '../model/format.ts';
import type { PageQuery } from '../model/page-query.ts';
import { type Action, Confirm } from './confirm.tsx';
import { Gate } from './gate.tsx';

export interface GatesProps {
  readonly view: View;
  readonly query: PageQuery;
  readonly skewMs: number;
  readonly onTarget: (target: string | undefined) => void;
}

/** Every target with the state of its gate. */
export function Gates({ view, query, skewMs, onTarget }: GatesProps): JSX.Element {
  const [asked, setAsked] = useState<{ readonly target: string; readonly action: Action }>();
  const [problem, setProblem] = useState<string>();
  const { controlToken } = view;
  const names = Object.keys(view.targets).toSorted();
  const live = query.until === undefined;

  async function carryOut(): Promise<void> {
    setAsked(undefined);
    if (asked === undefined || controlToken === null) return;
    try {
      await act(controlToken, asked.target, asked.action);
      setProblem(undefined);
    } catch (error) {
      setProblem(`${asked.target} is as it was. ${error instanceof Error ? error.message : ''}`);
    }
  }

  return (
    <section class="panel" aria-labelledby="targets">
      <div class="panel-head">
        <h2 id="targets" tabIndex={-1}>
          Targets
        </h2>
        {query.target !== undefined && (
          <button type="button" onClick={() => onTarget(undefined)}>
            Show all targets
          </button>
        )}
      </div>
      {problem !== undefined && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      {names.length === 0 ? (
        <p class="empty">No calls yet. A target appears here with its first call.</p>
      ) : (
        <table class="gates">
          <thead>
            <tr>
              <th scope="col">Target</th>
              <th scope="col">Gate</th>
              <th scope="col" class="number">
                In flight
              </th>
              <th scope="col" class="number">
                Waiting
              </th>
              <th scope="col" class="number">
                Last minute
              </th>
              <th scope="col" class="number">
                Attempt p50 / p99
              </th>
              <th scope="col" class="number">
                Retry budget
              </th>
              {controlToken !== null && (
                <th scope="col">
                  <span class="unseen">Control</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => {
              const target = view.targets[name];
              return (
                target && (
                  <Gate
                    key={name}
                    name={name}
                    target={target}
                    condition={conditionOf(target, view.at)}
                    chosen={query.target === name}
                    skewMs={skewMs}
                    live={live}
                    onTarget={onTarget}
                    onAction={
                      controlToken === null || !live ? undefined : (action) => setAsked({ target: name, action })
                    }
                  />
                )
              );
            })}
          </tbody>
        </table>
      )}
      {view.moreTargets > 0 && <p class="hint">and {amount(view.moreTargets, 'other target')} with less to do.</p>}
      {asked !== undefined && <Confirm {...asked} onYes={() => void carryOut()} onNo={() => setAsked(undefined)} />}
    </section>
  );
}
