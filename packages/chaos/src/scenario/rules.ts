import { fits } from '../faults/apply-fault.ts';
import type { Fault } from '../faults/fault.ts';
import { resolveFault } from '../faults/parse-fault.ts';
import { draw } from '../random.ts';
import { compileCondition } from './condition.ts';
import type { RequestFacts } from './condition.ts';
import type { Rule, Turn } from './scenario.ts';

/** Says which rule strikes a request. Counts as it goes: ask once per request, in order of arrival. */
export type Rules = (facts: RequestFacts) => { readonly index: number; readonly fault: Fault } | undefined;

export function createRules(rules: readonly Rule[], seed: number): Rules {
  const compiled = rules.map(({ when = {}, probability = 1, fault }, index) => {
    const meets = compileCondition(when);
    return { index, probability, fault: resolveFault(fault), meets, turn: when, count: 0 };
  });
  return (facts) => {
    for (const rule of compiled) {
      if (!fits(rule.fault, facts.streaming) || !rule.meets(facts)) continue;
      rule.count += 1;
      if (!isItsTurn(rule.turn, rule.count)) continue;
      // Drawn by the rule's own count, so that traffic which is none of its business does not change its course.
      if (rule.probability < 1 && draw(seed, 'rule', rule.index, rule.count) >= rule.probability) continue;
      return rule;
    }
    return undefined;
  };
}

function isItsTurn({ nth, firstN, every }: Turn, count: number): boolean {
  return (
    (nth === undefined || count === nth) &&
    (firstN === undefined || count <= firstN) &&
    (every === undefined || count % every === 0)
  );
}
