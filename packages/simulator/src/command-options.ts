import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { parsePolicy } from '@breakwater/core';
import { findScenario } from './scenario/library.ts';
import { parseScenario } from './scenario/parse-scenario.ts';
import type { Scenario, Shape } from './scenario/scenario.ts';
import type { Entrant } from './suite/task.ts';

export const HELP = `Takes policies through incidents on a virtual clock, and prints what became of the calls.

  --scenario NAME|FILE   only this one: a built-in name, or a JSON file of your own; may be given more than once
  --policy FILE          a policy file; may be given more than once (default: the policy {}, once as it is and once
                         with "whenOpen": "fail")
  --contenders FILE      a module that exports \`contenders\`, to compare with; may be given more than once
  --shape SHAPE          only "clients" (a process for each client) or "gateway" (one process for all)
  --seeds NUMBER         runs of each, with the seeds 1 to NUMBER (default: 5)
  --load SHARE           clients and upstream at this share of what the scenario says, above 0 and up to 1
                         (default: all of it with --scenario; 0.2 for the whole set, where all takes five times as long)
  --no-baselines         leave out what the policies are compared with
  --out FOLDER           also write report.html, report.json and table.txt there
  --picture NAME         of this contender; may be given more than once. With --out: also draw them, one above the
                         other, as SVG pictures for each scenario and shape, light and dark
  --json                 print JSON: summaries, and every run
  --list                 print the built-in scenarios
  --help                 print this
`;

const DEFAULT_POLICIES: readonly Entrant[] = [
  { name: 'Breakwater', isForgetful: false, policy: {} },
  { name: 'Breakwater, fail fast', isForgetful: false, policy: { breaker: { whenOpen: 'fail' } } },
];

/** What the command was asked for. */
export interface CommandOptions {
  readonly scenarios: readonly string[];
  readonly policies: readonly Entrant[];
  /** URLs. */
  readonly contenders: readonly string[];
  readonly shapes: readonly Shape[];
  readonly seeds: readonly number[];
  readonly load: number;
  readonly baselines: boolean;
  readonly out: string | undefined;
  /** Contenders to be drawn. */
  readonly picture: readonly string[];
  readonly json: boolean;
  readonly list: boolean;
  readonly help: boolean;
}

/** @throws Error that says what was found and what is allowed. */
export function readOptions(args: readonly string[]): CommandOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      scenario: { type: 'string', multiple: true, default: [] },
      policy: { type: 'string', multiple: true, default: [] },
      contenders: { type: 'string', multiple: true, default: [] },
      shape: { type: 'string' },
      seeds: { type: 'string', default: '5' },
      load: { type: 'string' },
      baselines: { type: 'boolean', default: true },
      out: { type: 'string' },
      picture: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    scenarios: values.scenario,
    policies: values.policy.length > 0 ? values.policy.map(loadPolicy) : DEFAULT_POLICIES,
    contenders: values.contenders.map((file) => pathToFileURL(resolve(file)).href),
    shapes: shapesOf(values.shape),
    seeds: seedsOf(values.seeds),
    load: loadOf(values.load ?? (values.scenario.length > 0 ? '1' : '0.2')),
    baselines: values.baselines,
    out: values.out,
    picture: values.picture,
    json: values.json,
    list: values.list,
    help: values.help,
  };
}

/** A built-in scenario by its name, or one from a file. */
export function loadScenario(nameOrFile: string): Scenario {
  return nameOrFile.endsWith('.json') ? parseScenario(readJson(nameOrFile)) : findScenario(nameOrFile);
}

function loadPolicy(file: string): Entrant {
  return { name: basename(file, '.json'), isForgetful: false, policy: parsePolicy(readJson(file)) };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function shapesOf(shape: string | undefined): readonly Shape[] {
  if (shape === undefined) return ['clients', 'gateway'];
  if (shape === 'clients' || shape === 'gateway') return [shape];
  throw new RangeError(`--shape: found '${shape}'; allowed: clients, gateway`);
}

function seedsOf(text: string): number[] {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return Array.from({ length: count }, (_empty, index) => index + 1);
  throw new RangeError(`--seeds: found '${text}'; allowed: an integer of 1 or more`);
}

function loadOf(text: string): number {
  const load = Number(text);
  if (load > 0 && load <= 1) return load;
  throw new RangeError(`--load: found '${text}'; allowed: a number above 0, up to 1`);
}
