import type { JSX } from 'preact';
import { RANGES, type RangeName } from '../../view/query.ts';
import type { View } from '../../view/view.ts';
import type { Connection } from '../model/connect.ts';
import type { PageQuery } from '../model/page-query.ts';
import { CopyLink } from './copy-link.tsx';

const RANGE_WORDS: Readonly<Record<RangeName, string>> = {
  '5m': '5 minutes',
  '15m': '15 minutes',
  '1h': '1 hour',
  '6h': '6 hours',
  '24h': '24 hours',
};

const CONNECTION_WORDS: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Connection lost',
  refused: 'Refused',
};

export interface ToolbarProps {
  readonly name: string;
  readonly query: PageQuery;
  readonly view: View | undefined;
  readonly connection: Connection;
  readonly onChange: (part: Partial<PageQuery>) => void;
}

/** What is shown: which target, how far back, live or not. */
export function Toolbar({ name, query, view, connection, onChange }: ToolbarProps): JSX.Element {
  const paused = query.until !== undefined;
  const names = new Set(Object.keys(view?.targets ?? {}));
  if (query.target !== undefined) names.add(query.target);
  return (
    <header class="toolbar">
      <h1>{name}</h1>
      {view?.instance !== undefined && <p class="instance">{view.instance}</p>}
      <p class={`connection ${paused ? 'paused' : connection}`}>
        <span class="dot" aria-hidden="true" />
        {paused ? 'Paused' : CONNECTION_WORDS[connection]}
      </p>
      <div class="controls">
        <label class="field">
          <span>Target</span>
          <select
            value={query.target ?? ''}
            onChange={(event) => onChange({ target: event.currentTarget.value || undefined })}
          >
            <option value="">All targets</option>
            {[...names].toSorted().map((target) => (
              <option key={target} value={target}>
                {target}
              </option>
            ))}
          </select>
        </label>
        <fieldset class="ranges">
          <legend class="unseen">How far back</legend>
          {(Object.keys(RANGES) as RangeName[]).map((range) => (
            <label key={range} class="range">
              <input
                type="radio"
                name="range"
                class="unseen"
                checked={query.range === range}
                onChange={() => onChange({ range })}
              />
              <span aria-hidden="true">{range}</span>
              <span class="unseen">{RANGE_WORDS[range]}</span>
            </label>
          ))}
        </fieldset>
        <button
          type="button"
          disabled={view === undefined}
          onClick={() => onChange({ until: paused ? undefined : view?.at })}
        >
          {paused ? 'Resume' : 'Pause'}
        </button>
        <CopyLink />
      </div>
    </header>
  );
}
