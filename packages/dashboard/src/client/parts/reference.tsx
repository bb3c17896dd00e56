import { REFERENCE } from '@breakwater/core';
import type { JSX } from 'preact';

/** The eight codes that every failure maps onto. */
export function Reference(): JSX.Element {
  return (
    <details class="panel reference">
      <summary>
        <h2>What the eight codes mean</h2>
      </summary>
      <dl>
        {Object.values(REFERENCE).map(({ code, name, description, solution }) => (
          <div key={code}>
            <dt>
              {code} {name}
            </dt>
            <dd>{description}</dd>
            <dd class="hint">{solution}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
