import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { RANGES } from '../view/query.ts';
import { overall, type Severity } from './model/condition.ts';
import { time } from './model/format.ts';
import { type PageQuery, readPageQuery, writePageQuery } from './model/page-query.ts';
import { useView } from './model/use-view.ts';
import { Alerts } from './parts/alerts.tsx';
import { Announcer } from './parts/announcer.tsx';
import { Charts } from './parts/charts.tsx';
import { Failures } from './parts/failures.tsx';
import { Gates } from './parts/gates.tsx';
import { Health } from './parts/health.tsx';
import { Notices } from './parts/notices.tsx';
import { Reference } from './parts/reference.tsx';
import { Steps } from './parts/steps.tsx';
import { Toolbar } from './parts/toolbar.tsx';

const TITLES: Readonly<Record<Severity, string>> = {
  down: '✕ Down',
  watch: '! Attention',
  well: '✓ Well',
  idle: 'Quiet',
};

/** Charts show at least this much, milliseconds. */
const LEAST_SHOWN_MS = 60_000;

export function App(): JSX.Element {
  const [query, setQuery] = useState<PageQuery>(() => readPageQuery(location.search));
  const { view, connection, message, skewMs } = useView(query);
  const change = (part: Partial<PageQuery>): void => {
    const next = { ...query, ...part };
    history.replaceState(null, '', location.pathname + writePageQuery(next));
    setQuery(next);
  };
  const state = view && overall(view.targets, view.at);
  const name = view?.name ?? 'Breakwater';

  useEffect(() => {
    const severity = connection === 'live' || query.until !== undefined ? state?.severity : undefined;
    document.title = severity === undefined ? `… · ${name}` : `${TITLES[severity]} · ${name}`;
    const icon = severity === undefined || severity === 'idle' ? 'unknown' : severity;
    document.querySelector('#icon')?.setAttribute('href', `icon-${icon}.svg`);
  }, [name, connection, state?.severity, query.until]);

  const toMs = query.until ?? view?.at ?? 0;
  const fromMs = toMs - RANGES[query.range];
  // A short step that has only begun would look like the end of all traffic. While little is known yet, what is known fills the charts.
  const chartFromMs = Math.max(fromMs, Math.min(view?.since ?? 0, toMs - LEAST_SHOWN_MS));
  return (
    <>
      <a class="skip" href="#targets">
        Skip to the targets
      </a>
      <Toolbar name={name} query={query} view={view} connection={connection} onChange={change} />
      <main>
        <Notices view={view} connection={connection} message={message} query={query} fromMs={fromMs} />
        {view !== undefined && state !== undefined && (
          <>
            <Announcer sentence={state.sentence} />
            <Health
              state={state}
              view={view}
              skewMs={skewMs}
              live={query.until === undefined}
              onTarget={(target) => change({ target })}
            />
            <Steps view={view} target={query.target} />
            <Gates view={view} query={query} skewMs={skewMs} onTarget={(target) => change({ target })} />
            <Charts view={view} fromMs={chartFromMs} toMs={toMs - (view.stepMs < LEAST_SHOWN_MS ? view.stepMs : 0)} />
            <div class="pair">
              <Alerts alerts={view.alerts} now={view.at} />
              <Failures failures={view.failures} now={view.at} />
            </div>
            <Reference />
          </>
        )}
      </main>
      <footer>
        {view !== undefined && `What one process has seen since ${time(view.since, view.at)}. `}
        Breakwater: detect, classify, handle, report, recover. <a href="licenses.txt">Licences</a>
      </footer>
    </>
  );
}
