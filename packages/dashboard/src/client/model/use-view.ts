import { useEffect, useRef, useState } from 'preact/hooks';
import { RANGES } from '../../view/query.ts';
import type { View } from '../../view/view.ts';
import { applyUpdate } from './apply-update.ts';
import { connect, type Connection, load } from './connect.ts';
import { type PageQuery, writePageQuery } from './page-query.ts';

/** What the page has to show. */
export interface Shown {
  readonly view: View | undefined;
  readonly connection: Connection;
  /** What the server has against us. */
  readonly message: string | undefined;
  /** The server's clock less ours, milliseconds. */
  readonly skewMs: number;
}

/** The view that `query` asks for: live, or of one moment. While another is on its way, the last one stays. */
export function useView(query: PageQuery): Shown {
  const [shown, setShown] = useState<Shown>({
    view: undefined,
    connection: 'connecting',
    message: undefined,
    skewMs: 0,
  });
  const { target, range, until } = query;
  /** What the view was last asked for, and of when it is. */
  const held = useRef<{ readonly search: string; readonly at: number } | undefined>(undefined);
  useEffect(() => {
    const live = writePageQuery({ target, range, until: undefined });
    const hold = (view: { readonly at: number }): void => void (held.current = { search: live, at: view.at });
    const search = writePageQuery({ target, range, until });
    const change = (part: Partial<Shown>): void => setShown((before) => ({ ...before, ...part }));
    if (until === undefined) {
      return connect(search, {
        view(view) {
          hold(view);
          change({ view, skewMs: view.at - Date.now() });
        },
        update(update) {
          hold(update);
          setShown((before) => ({
            ...before,
            view: before.view && applyUpdate(before.view, update, RANGES[range]),
            skewMs: update.at - Date.now(),
          }));
        },
        connection: (connection, message) => change({ connection, message }),
      });
    }
    // Paused: what is there stays, to the last figure.
    if (held.current?.search === live && held.current.at === until) return undefined;
    let left = false;
    load(search).then(
      (view) => left || change({ view, connection: 'live', message: undefined }),
      (error: unknown) => left || change({ connection: 'refused', message: String(error) }),
    );
    return () => void (left = true);
  }, [target, range, until]);
  return shown;
}
