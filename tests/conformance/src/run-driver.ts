/**
 * Plays every incident through one driver, given by its file's name, and prints what was found as JSON: in a process of
 * its own, so that what is left behind keeps this process from ending, and is seen.
 */
import { startChaos } from '@breakwater/chaos';
import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Driver } from './driver.ts';
import type { Incident } from './incident.ts';
import type { Report } from './report.ts';
import { INCIDENTS } from './incidents/index.ts';
import { judge } from './judge.ts';
import { play } from './play.ts';

/** Incidents that are played at once: they mostly wait. */
const LANES = 6;
/** No incident takes a hundredth of it, milliseconds. */
const PATIENCE_MS = 200_000;

const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));

const [name = '', only = ''] = process.argv.slice(2);
const { driver } = (await import(`./drivers/${name}.ts`)) as { driver: Driver };
// Events some time apart: what arrives together with an error was not handed on before it.
const chaos = await startChaos({ scenario: { answer: { chunkMs: 5 } } });
const [good] = INCIDENTS;
if (good === undefined) throw new Error('no incidents');
// The first call of a process is slow, and what it says is what every good answer says.
const { last: warm } = await play(good, driver, chaos);

/** Judges a run of an incident; one that does not end is given up after a while. */
async function findingsOf(incident: Incident): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string[]>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, ['did not end']);
  });
  const played = play(incident, driver, chaos)
    .then((observed) => judge(incident, observed, warm.text, driver.listenersPerCall))
    .catch((error: unknown) => [String(error)]);
  try {
    return await Promise.race([played, late]);
  } finally {
    clearTimeout(timer);
  }
}

const results: Report['results'] = {};
const queue = INCIDENTS.filter(({ title }) => title.includes(only)).values();
const lane = async (): Promise<void> => {
  for (const incident of queue) {
    const { call = 'chat', title } = incident;
    const without = driver.without?.[call];
    const [, shortOf] = Object.entries(driver.shortOf ?? {}).find(([part]) => title.includes(part)) ?? [];
    results[title] = { findings: without === undefined ? await findingsOf(incident) : [], without, shortOf };
  }
};
await Promise.all(Array.from({ length: LANES }, lane));
await chaos.close();
// Time in which it only waits: for a connection or a timer that was left behind, however slow the machine is.
const done = performance.eventLoopUtilization();
process.on('exit', () => {
  const report: Report = {
    name: driver.name,
    results,
    unhandled,
    lingeredMs: performance.eventLoopUtilization(done).idle,
  };
  writeSync(1, JSON.stringify(report));
});
