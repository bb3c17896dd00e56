import { type CommandOptions, HELP, loadScenario, readOptions } from './command-options.ts';
import type { Series } from './measure/series.ts';
import { summarise } from './measure/summary.ts';
import { toJson } from './report/json.ts';
import { courseKey, factsLine, type Report } from './report/report.ts';
import { renderTables } from './report/table.ts';
import { builtInScenarios } from './scenario/library.ts';
import { scaleLoad } from './scenario/scale-load.ts';
import { runSuite } from './suite/run-suite.ts';
import { entrantsIn } from './suite/run-tasks.ts';
import { BASELINE_ENTRANTS } from './suite/task.ts';

interface Output {
  write(text: string): unknown;
  /** A terminal, where a line can be written over. */
  readonly isTTY?: boolean | undefined;
}

/** @returns the exit code: 0, or 1 when the request made no sense or a run failed. */
export async function runCommand(args: readonly string[], out: Output, log: Output): Promise<number> {
  try {
    const options = readOptions(args);
    if (options.help || options.list) {
      out.write(options.help ? HELP : listScenarios());
      return 0;
    }
    const report = await runAll(options, log);
    const { scenarios, summaries, runs, facts } = report;
    const json = `${toJson({ facts, summaries, runs })}\n`;
    const table = `${renderTables(scenarios, summaries)}\n${factsLine(facts)}\n`;
    if (options.out !== undefined) {
      // Drawing needs a library that nothing else does.
      const { writeReport } = await import('./report/write-report.ts');
      const file = writeReport(options.out, report, { json, table, picture: options.picture });
      log.write(`${file}\n`);
    }
    out.write(options.json ? json : table);
    return 0;
  } catch (error) {
    log.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function runAll(options: CommandOptions, log: Output): Promise<Report> {
  const { policies, shapes, seeds, load, baselines } = options;
  const chosen = options.scenarios.length > 0 ? options.scenarios.map(loadScenario) : builtInScenarios();
  const scenarios = chosen.map((scenario) => scaleLoad(scenario, load));
  const others = await Promise.all(options.contenders.map(entrantsIn));
  const entrants = [...(baselines ? BASELINE_ENTRANTS : []), ...others.flat(), ...policies];
  const suite = { scenarios, entrants, shapes, seeds, rivals: baselines, withSeries: options.out !== undefined };
  const startedMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const outcomes = await runSuite(suite, (done, all) => showProgress(done, all, log));
  const { user, system } = process.cpuUsage(cpuBefore);
  const runs = outcomes.map(({ result }) => result);
  const courses = new Map<string, Series>();
  for (const { result, series } of outcomes) if (series !== undefined) courses.set(courseKey(result), series);
  return {
    scenarios,
    summaries: summarise(runs),
    runs,
    courses,
    facts: {
      node: process.version.slice(1),
      load,
      seeds,
      runs: outcomes.filter(({ events }) => events > 0).length,
      events: outcomes.reduce((total, { events }) => total + events, 0),
      wallSeconds: (performance.now() - startedMs) / 1_000,
      cpuSeconds: outcomes.reduce((total, { cpuSeconds }) => total + cpuSeconds, (user + system) / 1e6),
      policies: policies.map(({ name, policy }) => ({ name, policy: JSON.stringify(policy) })),
    },
  };
}

function listScenarios(): string {
  return builtInScenarios()
    .map(({ name, title }) => `${name.padEnd(20)}${title}\n`)
    .join('');
}

/** On a terminal one line that counts; elsewhere a line for each tenth. */
function showProgress(done: number, all: number, log: Output): void {
  if (log.isTTY === true) log.write(`\r${done} of ${all} runs${done === all ? '\n' : ''}`);
  else if (Math.floor((done * 10) / all) > Math.floor(((done - 1) * 10) / all)) log.write(`${done} of ${all} runs\n`);
}
