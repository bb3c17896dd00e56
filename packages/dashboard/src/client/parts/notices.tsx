import type { JSX } from 'preact';
import type { View } from '../../view/view.ts';
import type { Connection } from '../model/connect.ts';
import { time } from '../model/format.ts';
import type { PageQuery } from '../model/page-query.ts';

export interface NoticesProps {
  readonly view: View | undefined;
  readonly connection: Connection;
  readonly message: string | undefined;
  readonly query: PageQuery;
  readonly fromMs: number;
}

/** What must be known to read the rest: that it is old, of another time, or not all. */
export function Notices({ view, connection, message, query, fromMs }: NoticesProps): JSX.Element {
  const now = view?.at ?? Date.now();
  const stale = connection === 'lost' || connection === 'refused';
  return (
    <>
      {view === undefined && !stale && <p class="notice">Loading…</p>}
      {connection === 'refused' && (
        <p class="notice bad" role="alert">
          The server refused: {message}
        </p>
      )}
      {connection === 'lost' && (
        <p class="notice bad" role="alert">
          The connection is lost and is tried again.{' '}
          {view === undefined ? '' : `What is shown is of ${time(view.at, Date.now())}.`}
        </p>
      )}
      {query.until !== undefined && (
        <p class="notice">
          Paused: figures from {time(fromMs, now)} to {time(query.until, now)}; the targets as they were at{' '}
          {time(now, now)}.
        </p>
      )}
      {view !== undefined && view.since > fromMs && (
        <p class="hint">Figures begin at {time(view.since, now)}, when this process began to collect them.</p>
      )}
    </>
  );
}
