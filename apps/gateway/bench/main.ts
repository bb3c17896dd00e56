import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { Scenario } from '@breakwater/chaos';
import Table from 'cli-table3';
import { type ArrivalsResult, callSteadily } from './arrivals.ts';
import { breakwater, type Contender, direct, portkey } from './gateways.ts';
import type { LightAnswer } from './light-upstream.ts';
import type { PeakLoad, PeakResult } from './peak-load.ts';
import { type Running, startProcess } from './start-process.ts';

const HELP = `Usage: pnpm bench:gateway [--rounds 7] [--seconds 3] [--json]

Measures this gateway beside @portkey-ai/gateway, both as they run in production,
in front of the same upstream, one after the other in every round; medians of the
rounds are shown, and how many times the other's requests this one answered in
each. Takes about six minutes. Everything stays on this machine.`;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

const QUESTION = { model: 'gpt-5', messages: [{ role: 'user', content: 'How do waves break? '.repeat(12) }] };
const BODY = JSON.stringify(QUESTION);
const CONNECTIONS = 32;
/** Runs before those that count: V8 goes on making a gateway faster for some tens of thousands of requests. */
const WARM_UPS = 3;
/** Low enough that nobody queues: what a gateway adds shows, and not what a full one does. */
const CALM_PER_SECOND = 50;

/** One upstream fails, then the other, and for two seconds both. */
const DOWN_FIRST: Scenario = outage(6_000, 14_000);
const DOWN_SECOND: Scenario = outage(12_000, 20_000);
const INCIDENT = { perSecond: 40, seconds: 26 };

function outage(fromMs: number, toMs: number): Scenario {
  const middleMs = (fromMs + toMs) / 2;
  return {
    latencyMs: { medianMs: 80, p99Ms: 250 },
    timeline: [
      { fromMs, toMs: middleMs, fault: '503' },
      { fromMs: middleMs, toMs, fault: 'reset' },
    ],
  };
}

const makers = [breakwater, portkey];

async function upstream(scenario: Scenario = {}): Promise<Running> {
  return startProcess(
    ['--conditions=@breakwater/source', join(import.meta.dirname, 'upstream.ts'), JSON.stringify(scenario)],
    'http',
  );
}

/** What one of the connection is, and not of the answer. */
const OF_CONNECTION = ['connection', 'keep-alive', 'date', 'transfer-encoding', 'content-length'];

/** An answer of the chaos server, to be given by an upstream that spends no time on making one. */
async function sampleAnswer(): Promise<LightAnswer> {
  await using chaos = await upstream();
  const { url, headers } = direct([chaos.line]);
  const response = await fetch(url, { method: 'POST', headers, body: BODY });
  const kept = [...response.headers].filter(([name]) => !OF_CONNECTION.includes(name));
  return { headers: Object.fromEntries(kept), body: await response.text() };
}

/** @param failEvery - the nth answer that is a 503; absent for none. */
async function lightUpstream(answer: LightAnswer, failEvery?: number): Promise<Running> {
  const more = failEvery === undefined ? [] : [String(failEvery)];
  return startProcess([join(import.meta.dirname, 'light-upstream.ts'), JSON.stringify(answer), ...more], 'http');
}

/** What one run of load came to. */
interface Peak extends PeakResult {
  /** Processor time of the gateway, milliseconds a request; undefined where there is none. */
  readonly gatewayMs: number | undefined;
  /** Of the upstream. */
  readonly upstreamMs: number | undefined;
}

async function peak({ url, headers, process: gateway }: Contender, answering: Running): Promise<Peak> {
  const load: PeakLoad = { url, headers, body: BODY, seconds, connections: CONNECTIONS };
  const watched = [gateway, answering];
  const before = await Promise.all(watched.map(async (running) => running?.usage()));
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'peak-load.ts'),
    JSON.stringify(load),
  ]);
  const after = await Promise.all(watched.map(async (running) => running?.usage()));
  const result = JSON.parse(stdout) as PeakResult;
  const perRequest = (index: number): number | undefined => {
    const [from, to] = [before[index]?.cpuMs, after[index]?.cpuMs];
    return from === undefined || to === undefined ? undefined : (to - from) / result.requests;
  };
  return { ...result, gatewayMs: perRequest(0), upstreamMs: perRequest(1) };
}

interface Measured {
  readonly name: string;
  readonly perSecond: number;
  /** The same of each round. */
  readonly perSecondByRound: readonly number[];
  /** Processor time, milliseconds a request: of the gateway, of the load and of the upstream. */
  readonly gatewayMs: number | undefined;
  readonly loadMs: number;
  readonly upstreamMs: number | undefined;
  readonly lost: number;
  readonly faultyPerSecond: number;
  readonly faultyLost: number;
  readonly calmP50: number;
  readonly calmP99: number;
  readonly peakMegabytes: number | undefined;
}

/** All rounds of load: the contenders take turns, so that whatever else the machine does strikes all of them. */
async function measureLoad(): Promise<Measured[]> {
  const answer = await sampleAnswer();
  await using well = await lightUpstream(answer);
  await using faulty = await lightUpstream(answer, 20);
  const pairs = await Promise.all(
    [async (urls: readonly string[]) => direct(urls), ...makers].map(async (make) => ({
      calm: await make([well.line]),
      troubled: await make([faulty.line]),
    })),
  );
  const samples = pairs.map(() => [] as { best: Peak; troubled: Peak; calm: ArrivalsResult }[]);
  // Nobody pays for cold code, which each of the two processes of a contender has to warm up by itself.
  for (const { calm, troubled } of pairs) {
    for (let warming = 0; warming < WARM_UPS; warming++) await peak(calm, well);
    for (let warming = 0; warming < WARM_UPS; warming++) await peak(troubled, faulty);
  }
  for (let round = 0; round < rounds; round++) {
    for (const [index, { calm, troubled }] of pairs.entries()) {
      const best = await peak(calm, well);
      const trouble = await peak(troubled, faulty);
      samples[index]!.push({ best, troubled: trouble, calm: await callSteadily(calm, BODY, CALM_PER_SECOND, seconds) });
    }
  }
  const measured: Measured[] = [];
  for (const [index, { calm, troubled }] of pairs.entries()) {
    const own = samples[index]!;
    const usage = await calm.process?.usage();
    measured.push({
      name: calm.name,
      perSecond: median(own.map(({ best }) => best.perSecond)),
      perSecondByRound: own.map(({ best }) => best.perSecond),
      gatewayMs: medianOf(own.map(({ best }) => best.gatewayMs)),
      loadMs: median(own.map(({ best }) => best.cpuMs)),
      upstreamMs: medianOf(own.map(({ best }) => best.upstreamMs)),
      lost: sum(own.map(({ best }) => best.lost)),
      faultyPerSecond: median(own.map((sample) => sample.troubled.perSecond)),
      faultyLost: sum(own.map((sample) => sample.troubled.lost)),
      calmP50: median(own.map((sample) => sample.calm.p50)),
      calmP99: median(own.map((sample) => sample.calm.p99)),
      peakMegabytes: usage === undefined ? undefined : usage.peakBytes / 1_048_576,
    });
    await calm[Symbol.asyncDispose]();
    await troubled[Symbol.asyncDispose]();
  }
  return measured;
}

async function measureIncident(): Promise<(ArrivalsResult & { readonly name: string })[]> {
  const results = [];
  for (const make of makers) {
    await using first = await upstream(DOWN_FIRST);
    await using second = await upstream(DOWN_SECOND);
    await using contender = await make([first.line, second.line]);
    // Timelines begin with the first request of each: both have to begin now.
    await Promise.all([first, second].map(({ line }) => fetch(`${line}/_chaos/timeline`, { method: 'POST' })));
    results.push({
      name: contender.name,
      ...(await callSteadily(contender, BODY, INCIDENT.perSecond, INCIDENT.seconds)),
    });
  }
  return results;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Undefined where the system did not tell. */
function medianOf(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : median(known);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}

function print(load: readonly Measured[], incident: readonly (ArrivalsResult & { readonly name: string })[]): void {
  const [none] = load;
  const table = new Table({ head: ['', ...load.map(({ name }) => name)], style: { head: [], border: [] } });
  const row = (title: string, cell: (measured: Measured) => string): void =>
    void table.push([title, ...load.map(cell)]);
  row('requests a second', ({ perSecond }) => perSecond.toFixed(0));
  const peer = load.at(-1)!;
  row(`of these, times those of ${peer.name}`, ({ perSecondByRound }) =>
    times(perSecondByRound, peer.perSecondByRound),
  );
  row('CPU of the gateway per request', ({ gatewayMs }) => inMs(gatewayMs));
  row('CPU of the load per request', ({ loadMs }) => inMs(loadMs));
  row('CPU of the upstream per request', ({ upstreamMs }) => inMs(upstreamMs));
  row('lost', ({ lost }) => String(lost));
  row("requests a second, 5 % of the upstream's answers 503", ({ faultyPerSecond }) => faultyPerSecond.toFixed(0));
  row('lost of these', ({ faultyLost }) => String(faultyLost));
  row(`p50 at ${CALM_PER_SECOND} a second`, ({ calmP50 }) => added(calmP50, none!.calmP50));
  row(`p99 at ${CALM_PER_SECOND} a second`, ({ calmP99 }) => added(calmP99, none!.calmP99));
  row('most memory', ({ peakMegabytes }) => (peakMegabytes === undefined ? '' : `${peakMegabytes.toFixed(0)} MB`));
  console.log(table.toString());
  const rolling = new Table({
    head: ['two upstreams fail one after the other', ...incident.map(({ name }) => name)],
    style: { head: [], border: [] },
  });
  rolling.push(['calls', ...incident.map(({ calls }) => String(calls))]);
  rolling.push(['lost', ...incident.map(({ lost }) => String(lost))]);
  rolling.push(['statuses', ...incident.map(({ byStatus }) => JSON.stringify(byStatus))]);
  rolling.push(['p50', ...incident.map(({ p50 }) => `${p50.toFixed(0)} ms`)]);
  rolling.push(['p99', ...incident.map(({ p99 }) => `${p99.toFixed(0)} ms`)]);
  console.log(rolling.toString());
}

/** How many times the requests of another one there were, round by round: the median, and from the least to the most. */
function times(own: readonly number[], others: readonly number[]): string {
  const ratios = own.map((perSecond, round) => perSecond / others[round]!);
  return `${median(ratios).toFixed(1)} (${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)})`;
}

function inMs(ms: number | undefined): string {
  return ms === undefined ? '' : `${ms.toFixed(3)} ms`;
}

function added(ms: number, without: number): string {
  const sign = ms < without ? '' : '+';
  return ms === without ? `${ms.toFixed(2)} ms` : `${ms.toFixed(2)} ms (${sign}${(ms - without).toFixed(2)})`;
}

if (values.help) console.log(HELP);
else {
  const load = await measureLoad();
  const incident = await measureIncident();
  const facts = { node: process.version, cpus: cpus().length, rounds, seconds, connections: CONNECTIONS };
  if (values.json) console.log(JSON.stringify({ ...facts, load, incident }, null, 2));
  else {
    console.log(
      `Node ${process.version}, ${cpus().length} CPUs, ${rounds} rounds of ${seconds} s, ${CONNECTIONS} connections`,
    );
    print(load, incident);
  }
}
