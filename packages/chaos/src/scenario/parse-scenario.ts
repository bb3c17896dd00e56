import { checkFault, checkRequestFault } from '../faults/parse-fault.ts';
import { flag, integer, isRecord, listOf, milliseconds, number, oneOf, quote, recordOf, shape, text } from './check.ts';
import type { Check, Problem } from './check.ts';
import { checkPlanStep } from './plan.ts';
import { ScenarioError } from './scenario-error.ts';
import type { Scenario } from './scenario.ts';

const condition = { method: text, path: text, model: text, stream: flag, header: recordOf(text), contains: text };
const count = integer(1, Number.MAX_SAFE_INTEGER);
const probability = number(0, 1);

const checkLatency: Check = (value, path, problems) => {
  if (!isRecord(value)) {
    const before = problems.length;
    milliseconds(value, path, problems);
    if (problems.length > before) {
      problems.length = before;
      problems.push({ path, found: quote(value), allowed: 'milliseconds, {minMs, maxMs} or {medianMs, p99Ms}' });
    }
    return;
  }
  const [low, high] =
    'medianMs' in value || 'p99Ms' in value ? (['medianMs', 'p99Ms'] as const) : (['minMs', 'maxMs'] as const);
  shape({ [low]: milliseconds, [high]: milliseconds }, [low, high])(value, path, problems);
  if (Number(value[low]) > Number(value[high])) {
    problems.push({
      path: `${path}.${high}`,
      found: quote(value[high]),
      allowed: `${low} (${quote(value[low])}) or more`,
    });
  }
};

const timelineShape = shape(
  { fromMs: milliseconds, toMs: milliseconds, when: shape(condition), probability, fault: checkFault },
  ['fromMs', 'fault'],
);

const checkTimelineEntry: Check = (value, path, problems) => {
  timelineShape(value, path, problems);
  if (!isRecord(value)) return;
  if (Number(value['toMs']) <= Number(value['fromMs'])) {
    problems.push({
      path: `${path}.toMs`,
      found: quote(value['toMs']),
      allowed: `more than fromMs (${quote(value['fromMs'])})`,
    });
  }
};

const checkScenario = shape({
  plan: listOf(checkPlanStep),
  rules: listOf(
    shape(
      { when: shape({ ...condition, nth: count, firstN: count, every: count }), probability, fault: checkRequestFault },
      ['fault'],
    ),
  ),
  timeline: listOf(checkTimelineEntry),
  rateLimit: shape(
    {
      requests: number(0.001, 1e9),
      perMs: number(1, 2 ** 40),
      burst: number(1, 1e9),
      per: oneOf('all', 'key', 'model'),
      retryAfter: oneOf('honest', 'date', 'none', 'too-early', 'too-late', 'garbled'),
    },
    ['requests', 'perMs'],
  ),
  capacity: shape({ concurrency: integer(1, 1e6), queue: integer(0, 1e6) }, ['concurrency']),
  latencyMs: checkLatency,
  answer: shape({ text, words: integer(1, 10_000), chunkMs: milliseconds }),
});

/**
 * Checks a scenario read from JSON or written in code, and takes a copy of it.
 * @throws ScenarioError listing everything that is wrong with it.
 */
export function parseScenario(value: unknown): Scenario {
  const problems: Problem[] = [];
  checkScenario(value, '', problems);
  if (problems.length > 0) throw new ScenarioError(problems);
  return structuredClone(value) as Scenario;
}
