import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { CONTENDER_NAMES } from '../contenders/contender.ts';
import { FULL_INCIDENT, SHORT_INCIDENT } from '../incident/incident.ts';
import { createLedger } from '../measure/ledger.ts';
import type { Steps } from '../run/steps.ts';
import { frame, type Moment } from './frame.ts';
import { paint } from './line.ts';

const PLAIN = picocolors.createColors(false);
const NOW_MS = 12_400;
const WALL_MS = 1_800_000_000_000;

const STEPS: Steps = {
  detected: new Map([
    ['HTTP 503', 70],
    ['ECONNREFUSED', 20],
    ['ECONNRESET', 10],
    ['HTTP 429', 5],
  ]),
  classified: new Map([
    ['503 overloaded', 70],
    ['502 connection_failed', 20],
    ['502 connection_reset', 10],
    ['429 rate_limited', 5],
  ]),
  retries: 103,
  latestDelayMs: 890,
  recovery: undefined,
  explanation: { title: '502 Bad Gateway (connection_failed)', advice: 'Check host, port, proxy and firewall' },
};

/** In the middle of the outage: half of the calls of the first two clients lost, ours waiting. */
function moment(changes: Partial<Moment> = {}): Moment {
  const entries = CONTENDER_NAMES.map((name) => {
    const ledger = createLedger();
    for (let atMs = 0; atMs < NOW_MS; atMs += 100) {
      const ended = ledger.arrived(atMs);
      ledger.sent(atMs);
      if (atMs < 5_000) ended(atMs + 50, 'served');
      else if (name !== 'Breakwater') ended(atMs + 50, 'lost');
    }
    return { name, ledger };
  });
  const figures = {
    calls: 50,
    callsFailed: 0,
    callsCancelled: 0,
    callsByAttempts: [0, 10, 40],
    attempts: 150,
    attemptsFailed: 105,
    wastedMs: 1_000,
    retries: 103,
    refused: {},
    failuresByCode: {},
    failuresByReason: {},
    latencyMs: { p50: 82, p90: 150, p99: 196 },
    recent: {
      windowMs: 60_000,
      attempts: 150,
      failures: 105,
      perSecond: 2.5,
      failuresByCode: {},
      failuresByReason: {},
      slots: { attempts: [], failures: [] },
    },
  };
  const target: Moment['target'] = {
    breaker: { state: 'open', downSince: WALL_MS - 7_200, probeAt: WALL_MS + 1_600, failedProbes: 5 },
    isolated: false,
    cooldown: undefined,
    inFlight: 0,
    waiting: 74,
    limit: null,
    budget: 500,
    figures,
  };
  return { incident: FULL_INCIDENT, nowMs: NOW_MS, wallNowMs: WALL_MS, entries, steps: STEPS, target, ...changes };
}

function shown(given: Moment, width: number, rows: number): string[] {
  return frame(given, width, rows).map((line) => paint(line, width, PLAIN));
}

describe('a frame', () => {
  it('fits into 80 columns and 24 rows, with a row left for the cursor, and cuts nothing', () => {
    const lines = shown(moment(), 80, 24);
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => line.includes('…'))).toEqual([]);
  });

  it('cuts nothing of a recovery, nor of a long explanation', () => {
    const explanation = {
      title: '429 Rate Limited (rate_limited)',
      advice: 'Exponential backoff, reduce request rate (retry-after-ms: wait 0.043 s)',
    };
    const steps = { ...STEPS, explanation, recovery: { downMs: 12_500, failedProbes: 12 } };
    const { target } = moment();
    if (target === undefined) throw new Error('the moment has no target');
    const closed = { ...target, breaker: { state: 'closed', failuresInARow: 0 } as const };
    const lines = shown(moment({ steps, target: closed }), 80, 24);
    expect(lines).toContain(' 5 recover   recovered after 12.5 s and 12 failed probes, all waiting calls sent');
    expect(lines.filter((line) => line.includes('…'))).toEqual([]);
  });

  it.each([40, 60, 80, 100, 120, 200])('is no wider than a terminal of %i columns', (width) => {
    expect(Math.max(...shown(moment(), width, 24).map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  it('is shorter where there are fewer rows', () => {
    expect(shown(moment(), 80, 20).length).toBeLessThanOrEqual(19);
  });

  it('shows the five steps in their order, with what is going on in each', () => {
    const steps = shown(moment(), 80, 24).filter((line) => /^ [1-5] /.test(line));
    expect(steps).toEqual([
      ' 1 detect    105 failed attempts: HTTP 503 ×70, ECONNREFUSED ×20, +2 more',
      ' 2 classify  503 overloaded ×70, 502 connection_failed ×20, +2 more',
      ' 3 handle    ● open, probe in 1.6 s · 74 waiting · 0 in flight · 103 retries',
      ' 4 report    an attempt takes 82 ms (p50), 196 ms (p99) · 70.0 % of 150 failed',
      ' 5 recover   down for 7.2 s, 5 failed probes',
    ]);
  });

  it('shows the three clients side by side', () => {
    const lines = shown(moment(), 80, 24);
    expect(lines.find((line) => line.startsWith(' plain axios'))).toMatch(/▇{5}×{8} .* 50 +0 +74$/);
    expect(lines.find((line) => line.startsWith(' Breakwater  ▇'))).toMatch(/▇{5}░{7} .* 50 +74 +0$/);
  });

  it('has every strip begin in one column', () => {
    const strips = shown(moment(), 80, 24).filter((line) => / [▁▇]/.test(line.slice(12, 15)));
    expect(strips.map((line) => line.search(/[▁▇]/))).toEqual([13, 13, 13, 13, 13, 13]);
  });

  it('begins before the first call without a word that is wrong', () => {
    const entries = CONTENDER_NAMES.map((name) => ({ name, ledger: createLedger() }));
    const steps: Steps = {
      detected: new Map(),
      classified: new Map(),
      retries: 0,
      latestDelayMs: undefined,
      recovery: undefined,
      explanation: undefined,
    };
    const text = shown(moment({ entries, steps, target: undefined, nowMs: 0 }), 80, 24).join('\n');
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('shows the short incident in as many columns', () => {
    const [full, short] = [FULL_INCIDENT, SHORT_INCIDENT].map((incident) => shown(moment({ incident }), 80, 24)[2]);
    expect(short).toHaveLength(full?.length ?? 0);
  });
});
