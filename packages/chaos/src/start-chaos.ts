// Plain node:http, with no framework over it: half of the faults are made on the socket (resets, half-written headers,
// promised lengths that never come, a port that closes), and a framework's job is to keep hands off the socket.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Chaos, ChaosOptions } from './chaos.ts';
import { systemClock } from './clock.ts';
import { parseScenario } from './scenario/parse-scenario.ts';
import { formatPlan, parsePlan } from './scenario/plan.ts';
import type { Scenario } from './scenario/scenario.ts';
import { ADMIN_PREFIX, answerAdmin } from './server/admin.ts';
import { answerRequest } from './server/answer-request.ts';
import { createConduct } from './server/conduct.ts';
import { createExchange } from './server/exchange.ts';
import { openPort } from './server/port.ts';
import { readBody } from './server/read-body.ts';
import { createRequestLog, openRecord } from './server/request-log.ts';
import type { RequestRecord } from './server/request-log.ts';
import { createCounters } from './server/stats.ts';
import { createUrlPlans, readTarget } from './server/url-plans.ts';

// Longer than any client keeps an idle connection, so that no reset is seen that was not ordered.
const KEEP_ALIVE_MS = 300_000;
// Plans travel in the path.
const MAXIMUM_HEADER_BYTES = 64 * 1024;

/**
 * Starts a server that speaks the OpenAI and Anthropic APIs and fails as it is told.
 * @throws ScenarioError when the scenario cannot be played; the operating system's error when the port cannot be had.
 */
export async function startChaos({
  port: wantedPort = 0,
  host = '127.0.0.1',
  seed = 1,
  scenario: firstScenario = {},
  logged = 10_000,
  admin = {},
  onRequest,
  clock = systemClock,
}: ChaosOptions = {}): Promise<Chaos> {
  if (!Number.isInteger(seed)) throw new RangeError(`seed: found ${seed}, allowed: an integer`);
  if (!Number.isInteger(logged) || logged < 0)
    throw new RangeError(`logged: found ${logged}, allowed: an integer of 0 or more`);

  const startedMs = clock.now();
  const log = createRequestLog(logged);
  const urlPlans = createUrlPlans();
  let conduct = createConduct(parseScenario(firstScenario), seed, clock);
  let counters = createCounters();
  let inFlight = 0;
  let connectionsReset = 0;
  let plansMade = 0;
  let boundary: unknown;
  let closing: Promise<void> | undefined;
  let waitingForIdle: (() => void)[] = [];

  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 0,
    maxHeaderSize: MAXIMUM_HEADER_BYTES,
  });
  server.on('connection', (socket) => {
    if (conduct.connectionFault() !== 'reset') return;
    connectionsReset += 1;
    socket.resetAndDestroy();
  });
  server.on('request', (request, response) => {
    if (request.url?.startsWith(ADMIN_PREFIX)) {
      answerAdmin(request, response, chaos, admin.allowRemote ?? false).catch(() => request.socket.destroy());
    } else {
      void serve(request, response);
    }
  });
  const port = await openPort(server, host, wantedPort, clock);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedMs = clock.now();
    const target = readTarget(request.url ?? '/');
    counters.arrived();
    inFlight += 1;
    const mine = counters;
    const setting = { seed, conduct, urlPlans };
    const record = openRecord(request, target, counters.requests, arrivedMs - startedMs);
    log.add(record);
    const exchange = createExchange(request, response, clock, (ending) => {
      record.ending = ending;
      record.clientHungUp = ending === 'client-hung-up' && closing === undefined;
      record.status = response.headersSent ? response.statusCode : undefined;
      record.tookMs = clock.now() - arrivedMs;
      mine.ended(record);
      inFlight -= 1;
      report(record);
      if (inFlight === 0) {
        for (const resolve of waitingForIdle) resolve();
        waitingForIdle = [];
      }
    });
    if (!target.plan) startTimeline();
    try {
      const body = await readBody(request);
      if (body === undefined) {
        exchange.send(413, { 'content-type': 'text/plain', connection: 'close' }, 'The request body is too large.');
        return;
      }
      record.body = body;
      await answerRequest(exchange, record, target, setting);
    } catch (error) {
      // A bug of ours, or a fault that JSON cannot hold: say so, or at least do not leave the client waiting.
      if (response.headersSent) exchange.reset();
      else exchange.send(500, { 'content-type': 'text/plain' }, `The chaos server failed: ${String(error)}`);
    }
  }

  function report(record: RequestRecord): void {
    try {
      onRequest?.(record);
    } catch {
      // A listener never changes what is answered.
    }
  }

  function startTimeline(): void {
    if (conduct.elapsedMs !== undefined) return;
    conduct.startTimeline();
    followTimeline();
  }

  // Opens and shuts the port as the timeline has it, and wakes up for the next change.
  function followTimeline(): void {
    if (boundary !== undefined) clock.clearTimer(boundary);
    boundary = undefined;
    if (closing) return;
    if (conduct.connectionFault() === 'refuse') port.shut();
    else port.reopen();
    const nextMs = conduct.untilChangeMs();
    if (nextMs !== undefined) boundary = clock.setTimer(followTimeline, Math.min(Math.ceil(nextMs), 2 ** 31 - 1));
  }

  function conductAnew(scenario: Scenario): void {
    conduct = createConduct(scenario, seed, clock);
    followTimeline();
  }

  async function closeAll(): Promise<void> {
    if (boundary !== undefined) clock.clearTimer(boundary);
    await port.end();
  }

  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port.number}`;
  const chaos: Chaos = {
    url,
    port: port.number,
    get requests() {
      return log.records;
    },
    get scenario() {
      return conduct.scenario;
    },
    stats: () => ({
      requests: counters.requests,
      inFlight,
      queued: conduct.places?.queued ?? 0,
      clientHangUps: counters.clientHangUps,
      byStatus: { ...counters.byStatus },
      byFault: { ...counters.byFault },
      connectionsReset,
      openConnections: port.connections,
      listening: port.listening,
      timelineMs: conduct.elapsedMs ?? null,
    }),
    plan(steps) {
      const text = formatPlan(steps);
      parsePlan(text); // complains here, in the test, rather than in an answer
      plansMade += 1;
      return `${url}/plan/${plansMade}/${text}`;
    },
    requestsOf(planUrl) {
      const id = readTarget(planUrl.slice(url.length)).plan?.id;
      return log.records.filter(({ plan }) => plan !== undefined && plan === id);
    },
    setScenario: (scenario) => conductAnew(parseScenario(scenario)),
    startTimeline,
    reset() {
      log.clear();
      urlPlans.clear();
      counters = createCounters();
      connectionsReset = 0;
      conductAnew(conduct.scenario);
    },
    idle: () => (inFlight === 0 ? Promise.resolve() : new Promise((resolve) => waitingForIdle.push(resolve))),
    close: () => (closing ??= closeAll()),
    [Symbol.asyncDispose]: () => chaos.close(),
  };
  return chaos;
}
