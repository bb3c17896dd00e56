import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type ChaosStats, startChaos } from '@breakwater/chaos';
import type { Policy } from '@breakwater/core';
import { type Running, startProcess } from '../bench/start-process.ts';
import { readConfiguration } from '../src/configuration/read-configuration.ts';
import { startGateway } from '../src/start-gateway.ts';
import { createClients, type Ending } from './client.ts';
import { createGateHistory, type GateHistory } from './gate-history.ts';
import { createHeapLog } from './heap.ts';
import { createLossLog, type LossLine } from './loss-log.ts';
import { HANGING, soakScenario } from './scenario.ts';

const HELP = `Usage: pnpm soak [--minutes 20] [--rate 40] [--every 120] [--seed 1]

Sends calls through the gateway for a long time while both of its upstreams fail in
every way, and checks that every answer is whole and the right one, that the gateway
counted what the upstreams counted, that nothing is left behind, and that the heap
stays flat. Ends with 0 when all of that holds, else with 1; of each lost call it
prints what the gateway's log says of it.

  --rate   calls a second
  --every  seconds between two outages of each upstream
  --seed   decides which request meets which fault`;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    minutes: { type: 'string', default: '20' },
    rate: { type: 'string', default: '40' },
    every: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const totalMs = Number(values.minutes) * 60_000;
const perSecond = Number(values.rate);
const everyMs = Number(values.every) * 1_000;
const seed = Number(values.seed);
if (!(totalMs > 0) || !(perSecond > 0)) throw new RangeError('--minutes and --rate: allowed: more than 0');
if (!(everyMs >= 10_000)) throw new RangeError('--every: allowed: 10 or more');
const collect = globalThis.gc;
if (collect === undefined) throw new Error('Run with --expose-gc, as `pnpm soak` does');

/** What the heap may differ by from one minute to the next, bytes; and by call: a leak is a kilobyte and more. */
const HEAP_NOISE = 3_000_000;
const MOST_PER_CALL = 100;
const QUESTIONS = Array.from({ length: 500 }, (_, number) => `Question ${number}: how do waves break?`);
const POLICY: Policy = {
  retry: { max: 5 },
  targets: { 'first/*': { fallback: ['second/gpt-5'] } },
};

if (values.help) console.log(HELP);
else process.exitCode = (await soak()) ? 0 : 1;

async function soak(): Promise<boolean> {
  const upstream = (firstMs: number): Promise<Running> => {
    const scenario = JSON.stringify(soakScenario(totalMs, firstMs, everyMs));
    const program = join(import.meta.dirname, '..', 'bench', 'upstream.ts');
    return startProcess(['--conditions=@breakwater/source', program, scenario, String(seed)], 'http');
  };
  await using first = await upstream(20_000);
  await using second = await upstream(26_000); // for two seconds of each outage both are down
  const upstreams = { first: { openai: `${first.line}/v1` }, second: { openai: `${second.line}/v1` } };
  const models = { 'gpt-5': 'first/gpt-5', [HANGING]: `first/${HANGING}` };
  const { configuration } = readConfiguration({ listen: { port: 0 }, upstreams, models }, {}, 'soak');
  const log = createLossLog();
  await using gateway = await startGateway(configuration, POLICY, log.logger);
  await Promise.all([first, second].map(({ line }) => fetch(`${line}/_chaos/timeline`, { method: 'POST' })));
  const gates = createGateHistory(gateway.breakwater);
  const clients = createClients(gateway.url, await answersOf());

  const endings: Record<Ending, number> = { right: 0, wrong: 0, broken: 0, lost: 0 };
  const heap = createHeapLog(() => collect!());
  const startedAt = performance.now();
  const underWay = new Set<Promise<unknown>>();
  const track = (call: Promise<unknown>): void => {
    underWay.add(call);
    void call.finally(() => underWay.delete(call));
  };
  let calls = 0;
  let nextLookMs = 0;
  for (;;) {
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs >= totalMs) break;
    for (const due = (elapsedMs * perSecond) / 1_000; calls < due; calls++) {
      const number = calls;
      const question = QUESTIONS[number % QUESTIONS.length]!;
      track(clients.ask(question, number % 2 === 0, `soak-${number}`).then((ending) => endings[ending]++));
      if (number % 50 === 0) track(clients.leave(50 + (number % 7) * 40));
    }
    if (elapsedMs >= nextLookMs) {
      nextLookMs += Math.max(1_000, totalMs / 60);
      heap.sample();
      console.log(`${(elapsedMs / 1_000).toFixed(0)} s  ${JSON.stringify(endings)}  under way ${underWay.size}`);
    }
    await sleep(10);
  }
  await Promise.all(underWay);
  heap.sample();
  for (const [id, told] of clients.losses) console.log(describeLoss(`${id}: ${told}`, log.of(id), gates));
  const counted = await countsOf([first.line, second.line]);
  const snapshot = gateway.breakwater.snapshot().targets;
  const targets = ['first/gpt-5', 'second/gpt-5'] as const;
  const shown = await Promise.all(targets.map((target) => shownAttempts(gateway.url, target)));
  const { early, late } = heap.summary();
  const left = Object.values(snapshot).reduce((sum, { inFlight, waiting }) => sum + inFlight + waiting, 0);
  const hanging = snapshot[`first/${HANGING}`]?.figures;
  const checks: [string, boolean, string][] = [
    ['every answer was whole and the right one', endings.wrong === 0, `${endings.right} of ${calls}`],
    ['no call was lost', endings.lost === 0, `${endings.lost} lost, ${endings.broken} streams broke off and said so`],
    ...targets.map((target, index): [string, boolean, string] => {
      const attempts = snapshot[target]?.figures.attempts;
      const came = counted[index];
      return [
        `attempts at ${target} are the requests that came there`,
        attempts === came && shown[index] === came,
        `${attempts}, ${shown[index]} on the dashboard, ${came} came`,
      ];
    }),
    ["clients who left were nobody's failure", hanging?.attemptsFailed === 0, `${hanging?.attemptsFailed} failures`],
    ['nothing is under way any more', left === 0, `${left} attempts and waiting calls`],
    ['the heap is flat', late - early < HEAP_NOISE + MOST_PER_CALL * calls, `${mega(early)} early, ${mega(late)} late`],
  ];
  for (const [what, holds, found] of checks) console.log(`${holds ? 'holds ' : 'FAILS '} ${what} (${found})`);
  return checks.every(([, holds]) => holds);
}

/** What an upstream of this seed that works says to every question: the same question gets the same answer. */
async function answersOf(): Promise<Map<string, string>> {
  await using well = await startChaos({ seed });
  const answers = new Map<string, string>();
  for (const content of QUESTIONS) {
    const body = JSON.stringify({ model: 'gpt-5', messages: [{ role: 'user', content }] });
    const answer = await fetch(`${well.url}/v1/chat/completions`, { method: 'POST', body });
    const { choices } = (await answer.json()) as { choices: { message: { content: string } }[] };
    answers.set(content, choices[0]!.message.content);
  }
  return answers;
}

/** How many requests came to each upstream, those that hung not counted. */
function countsOf(urls: readonly string[]): Promise<number[]> {
  return Promise.all(
    urls.map(async (url) => {
      const { requests, byFault } = (await (await fetch(`${url}/_chaos/stats`)).json()) as ChaosStats;
      return requests - (byFault['hang'] ?? 0);
    }),
  );
}

/** What is known of a lost call: what the log says, and how the gates turned meanwhile and shortly before. */
function describeLoss(told: string, lines: readonly LossLine[], gates: GateHistory): string {
  const turns = lines.flatMap(({ time, elapsedMs = 0, ms = elapsedMs }) => gates.between(time - ms - 5_000, time));
  return ['', `lost   ${told}`, ...lines.map((line) => JSON.stringify(line, undefined, 1)), ...turns, ''].join('\n');
}

/** How many attempts the dashboard shows for a target, of the last hour. */
async function shownAttempts(url: string, target: string): Promise<number> {
  const state = await fetch(`${url}/_breakwater/api/state?range=1h&target=${encodeURIComponent(target)}`);
  return ((await state.json()) as { totals: { attempts: number } }).totals.attempts;
}

function mega(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
