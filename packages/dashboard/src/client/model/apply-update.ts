import type { Update, View } from '../../view/view.ts';

/** As many as the server keeps. */
const MOST_ENTRIES = 100;

/**
 * The view after an update.
 * @param rangeMs - what is older than this before the update's time is dropped.
 */
export function applyUpdate(view: View, update: Update, rangeMs: number): View {
  const from = update.at - rangeMs;
  const targets = { ...view.targets };
  for (const [name, target] of Object.entries(update.targets)) {
    if (target === null) delete targets[name];
    else targets[name] = target;
  }
  const renewed = new Set(update.periods.map(({ at }) => at));
  const kept = view.periods.filter(({ at }) => !renewed.has(at));
  const periods = [...kept, ...update.periods].filter(({ at }) => at + view.stepMs > from);
  return {
    ...view,
    at: update.at,
    moreTargets: update.moreTargets,
    targets,
    periods: periods.toSorted((left, right) => left.at - right.at),
    totals: update.totals,
    failures: merge(view.failures, update.failures)
      .filter(({ lastAt }) => lastAt > from)
      .toSorted((left, right) => right.lastAt - left.lastAt)
      .slice(0, MOST_ENTRIES),
    alerts: merge(view.alerts, update.alerts)
      .filter(({ clearedAt = Infinity }) => clearedAt > from)
      .toSorted((left, right) => right.id - left.id)
      .slice(0, MOST_ENTRIES),
  };
}

function merge<Entry extends { readonly id: number }>(known: readonly Entry[], changed: readonly Entry[]): Entry[] {
  return [...new Map([...known, ...changed].map((entry) => [entry.id, entry])).values()];
}
