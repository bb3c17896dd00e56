import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { parsePolicy } from '@breakwater/core';
import { summarise } from './measure/summary.ts';
import { toJson } from './report/json.ts';
import { renderTables } from './report/table.ts';
import { builtInScenarios, findScenario } from './scenario/library.ts';
import { parseScenario } from './scenario/parse-scenario.ts';
import type { Scenario, Shape } from './scenario/scenario.ts';
import { scaleLoad } from './scenario/scale-load.ts';
import { runSuite } from './suite/run-suite.ts';
import { BASELINE_ENTRANTS, type Entrant } from './suite/task.ts';

const HELP = `Takes policies through incidents on a virtual clock, and prints what became of the calls.

  --scenario NAME|FILE   only this one: a built-in name, or a JSON file of your own; may be given more than once
  --policy FILE          a policy file; may be given more than once (default: the policy {})
  --shape SHAPE          only "clients" (a process for each client) or "gateway" (one process for all)
  --seeds NUMBER         runs of each, with the seeds 1 to NUMBER (default: 5)
  --load SHARE           clients and upstream at this share of what the scenario says, above 0 and up to 1
                         (default: 0.25; 1 is the real thing, and takes four times as long)
  --no-baselines         leave out what the policies are compared with
  --json                 print JSON: summaries, and every run
  --list                 print the built-in scenarios
  --help                 print this
`;

interface Output {
  write(text: string): unknown;
  /** A terminal, where a line can be written over. */
  readonly isTTY?: boolean | undefined;
}

/** @returns the exit code: 0, or 1 when the request made no sense or a run failed. */
export async function runCommand(args: readonly string[], out: Output, log: Output): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        scenario: { type: 'string', multiple: true, default: [] },
        policy: { type: 'string', multiple: true, default: [] },
        shape: { type: 'string' },
        seeds: { type: 'string', default: '5' },
        load: { type: 'string', default: '0.25' },
        baselines: { type: 'boolean', default: true },
        json: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help || values.list) {
      out.write(values.help ? HELP : listScenarios());
      return 0;
    }
    const load = loadOf(values.load);
    const chosen = values.scenario.length > 0 ? values.scenario.map(loadScenario) : builtInScenarios();
    const scenarios = chosen.map((scenario) => scaleLoad(scenario, load));
    const policies = values.policy.length > 0 ? values.policy.map(loadPolicy) : [{ name: 'breakwater', policy: {} }];
    const entrants = [...(values.baselines ? BASELINE_ENTRANTS : []), ...policies];
    const suite = {
      scenarios,
      entrants,
      shapes: shapesOf(values.shape),
      seeds: seedsOf(values.seeds),
      rivals: values.baselines,
    };
    const runs = await runSuite(suite, (done, all) => showProgress(done, all, log));
    const summaries = summarise(runs);
    out.write(values.json ? `${toJson({ summaries, runs })}\n` : renderTables(scenarios, summaries));
    return 0;
  } catch (error) {
    log.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function listScenarios(): string {
  return builtInScenarios()
    .map(({ name, title }) => `${name.padEnd(20)}${title}\n`)
    .join('');
}

function loadScenario(nameOrFile: string): Scenario {
  return nameOrFile.endsWith('.json') ? parseScenario(readJson(nameOrFile)) : findScenario(nameOrFile);
}

function loadPolicy(file: string): Entrant {
  return { name: basename(file, '.json'), policy: parsePolicy(readJson(file)) };
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

/** On a terminal one line that counts; elsewhere a line for each tenth. */
function showProgress(done: number, all: number, log: Output): void {
  if (log.isTTY === true) log.write(`\r${done} of ${all} runs${done === all ? '\n' : ''}`);
  else if (Math.floor((done * 10) / all) > Math.floor(((done - 1) * 10) / all)) log.write(`${done} of ${all} runs\n`);
}
