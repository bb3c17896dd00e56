import { readFile } from 'node:fs/promises';
import { parsePolicy, type Policy } from '@breakwater/core';
import picocolors from 'picocolors';
import { CONTENDER_NAMES } from '../contenders/contender.ts';
import { FULL_INCIDENT, type Incident, SHORT_INCIDENT } from '../incident/incident.ts';
import { checkOutcome } from '../measure/check-outcome.ts';
import { summarise } from '../measure/summary.ts';
import { createRace, type Race } from '../run/race.ts';
import { openShow, type Show } from '../show/show.ts';
import { createLiveView } from '../view/live-view.ts';
import { createLogView } from '../view/log-view.ts';
import { reportJson } from '../view/report-json.ts';
import { reportText } from '../view/report-text.ts';
import type { Summaries } from '../view/table.ts';
import { NO_VIEW, type View } from '../view/view.ts';
import type { Options } from './options.ts';

/** The one policy file of the demo. */
const POLICY_FILE = new URL('../../breakwater.json', import.meta.url);

/**
 * Runs the demo from its first call to its last line.
 * @returns whether Breakwater did what it promises.
 * @throws the signal's reason when it fires before the end; the terminal is then as it was found.
 */
export async function runDemo(options: Options, output: NodeJS.WriteStream, signal: AbortSignal): Promise<boolean> {
  const incident = options.short ? SHORT_INCIDENT : FULL_INCIDENT;
  const policy: Policy = parsePolicy(JSON.parse(await readFile(POLICY_FILE, 'utf8')));
  const view = chooseView(options, output);
  const show = options.json ? undefined : await openShowIfPossible(incident, output);
  try {
    const race = await createRace(incident, policy, (note) => view.note(note));
    try {
      view.start(race);
      await Promise.all([race.run(signal), show?.play(signal)]);
    } finally {
      view.stop();
      await race.close();
    }
    const summaries = summariesOf(race);
    const checks = checkOutcome(summaries);
    const result = { incident, policy, summaries, checks, steps: race.steps, tookMs: race.nowMs() };
    output.write(options.json ? reportJson(result) : reportText(result, picocolors));
    if (options.stay && show !== undefined) await stay(show, output, signal);
    return checks.every(({ holds }) => holds);
  } finally {
    await show?.close();
  }
}

/** The comparison stands by itself: without the gateway there is only less to be seen. */
async function openShowIfPossible(incident: Incident, output: NodeJS.WriteStream): Promise<Show | undefined> {
  try {
    const show = await openShow(incident);
    output.write(`The same incident through the example gateway, live: ${show.url}\n\n`);
    return show;
  } catch (error) {
    output.write(`The example gateway did not start, so there is no page: ${String(error)}\n\n`);
    return undefined;
  }
}

/** Goes on until it is interrupted, which here is no failure. */
async function stay(show: Show, output: NodeJS.WriteStream, signal: AbortSignal): Promise<void> {
  output.write(`\nThe gateway goes on, with one incident after the other: ${show.url}\nCtrl-C ends it.\n`);
  while (!signal.aborted) await show.play(signal);
}

function chooseView({ json }: Options, output: NodeJS.WriteStream): View {
  if (json) return NO_VIEW;
  return output.isTTY ? createLiveView(output) : createLogView((line) => void output.write(`${line}\n`));
}

function summariesOf({ entries, incident }: Race): Summaries {
  const found = entries.map(({ name, ledger }) => [name, summarise(ledger, incident)] as const);
  const summaries = Object.fromEntries(found) as unknown as Summaries;
  const missing = CONTENDER_NAMES.filter((name) => summaries[name] === undefined);
  if (missing.length > 0) throw new Error(`The race has no ${missing.join(', ')}.`);
  return summaries;
}
