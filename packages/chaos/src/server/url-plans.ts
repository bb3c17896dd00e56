import type { Fault } from '../faults/fault.ts';
import { parsePlan } from '../scenario/plan.ts';
import type { Plan } from '../scenario/plan.ts';

/** A path taken apart: `/plan/<id>/<steps>/v1/models?x=1`. */
export interface Target {
  readonly plan: { readonly id: string; readonly steps: string } | undefined;
  readonly path: string;
  readonly query: string;
}

const PREFIX = '/plan/';

export function readTarget(url: string): Target {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? '' : url.slice(mark);
  if (!path.startsWith(PREFIX)) return { plan: undefined, path, query };
  const [id = '', steps = '', ...rest] = path.slice(PREFIX.length).split('/');
  return { plan: { id, steps }, path: `/${rest.join('/')}`, query };
}

/** The plans that came in URLs, each with its own count of requests. */
export interface UrlPlans {
  /** The step of the next request under this id and these steps. @throws ScenarioError when the steps cannot be read. */
  next(id: string, steps: string): Fault;
  clear(): void;
}

// Beyond this many plans the oldest is forgotten, and would start anew: more than any run of tests has under way.
const MAXIMUM_PLANS = 10_000;

export function createUrlPlans(): UrlPlans {
  const plans = new Map<string, { readonly plan: Plan; count: number }>();
  return {
    next(id, steps) {
      const key = `${id}/${steps}`;
      let entry = plans.get(key);
      if (!entry) {
        entry = { plan: parsePlan(steps), count: 0 };
        if (plans.size >= MAXIMUM_PLANS) plans.delete(plans.keys().next().value as string);
        plans.set(key, entry);
      }
      entry.count += 1;
      return entry.plan(entry.count) ?? { kind: 'ok' };
    },
    clear: () => plans.clear(),
  };
}
