import type { Fault, FaultInput } from '../faults/fault.ts';
import { checkRequestFault, resolveFault, shortForm } from '../faults/parse-fault.ts';
import type { Check, Problem } from './check.ts';
import { ScenarioError } from './scenario-error.ts';

interface Step {
  readonly fault: Fault;
  /** Up to and including which request, counted from 1, this step lasts. */
  readonly last: number;
}

/** Says which fault the n-th request gets. */
export type Plan = (nth: number) => Fault | undefined;

// `429*3`: a fault's short form, then how often. Without a number, for ever.
const REPEATED = /^(.*?)\*(\d*)$/s;

function splitRepeat(input: FaultInput): { readonly fault: FaultInput; readonly times: number } {
  const match = typeof input === 'string' ? REPEATED.exec(input) : null;
  if (!match) return { fault: input, times: 1 };
  return { fault: match[1] as string, times: match[2] === '' ? Number.POSITIVE_INFINITY : Number(match[2]) };
}

/** One step of a plan: a fault that strikes a request, with an optional `*` or `*n` for how often. */
export const checkPlanStep: Check = (value, path, problems) => {
  checkRequestFault(splitRepeat(value as FaultInput).fault, path, problems);
};

/** The plan made of steps that have been checked. Requests beyond the last step get no fault. */
export function createPlan(inputs: readonly FaultInput[]): Plan {
  const steps: Step[] = [];
  let last = 0;
  for (const input of inputs) {
    const { fault, times } = splitRepeat(input);
    last += times;
    steps.push({ fault: resolveFault(fault), last });
  }
  return (nth) => steps.find((step) => nth <= step.last)?.fault;
}

/** Reads the steps of a plan as they stand in a URL: `429:retry-after=1,reset,ok`. @throws ScenarioError */
export function parsePlan(steps: string): Plan {
  const inputs = steps.split(',');
  const problems: Problem[] = [];
  inputs.forEach((input, index) => checkPlanStep(input, `plan[${index}]`, problems));
  if (problems.length > 0) throw new ScenarioError(problems);
  return createPlan(inputs);
}

/** Writes the steps of a plan as they stand in a URL. */
export function formatPlan(inputs: readonly FaultInput[]): string {
  return inputs.map((input) => (typeof input === 'string' ? input : shortForm(input))).join(',');
}
