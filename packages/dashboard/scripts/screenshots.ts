/**
 * Takes the pictures of the README: five minutes of traffic with an outage, a rate limit and a few errors, on a clock
 * that runs ahead, and then the page as Chromium shows it.
 *
 * `node --conditions=@breakwater/source scripts/screenshots.ts FOLDER` writes PNG files as they come; they are small enough to be
 * kept once their colours are reduced to 256.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createBreakwater, systemClock } from '@breakwater/core';
import { type FakeClock, fakeClock, seededRandom } from '@breakwater/core/testing';
import { createDashboard, toNodeHandler } from '@breakwater/dashboard';
import { launchBrowser } from '../test/browser.ts';

const MINUTE = 60_000;
const SHOWN_MS = 5 * MINUTE;

interface Upstream {
  readonly medianMs: number;
  readonly callsPerSecond: number;
  /** The status of an answer at a time; undefined for a good one. */
  readonly fault: (nowMs: number) => number | undefined;
}

const random = seededRandom(7);
const sometimes = (share: number, status: number): number | undefined => (random() < share ? status : undefined);

/** A limit of so many calls a second, in bursts of up to twice as many. */
function limited(perSecond: number): (nowMs: number) => number | undefined {
  let [tokens, filledMs] = [perSecond * 2, 0];
  return (nowMs) => {
    tokens = Math.min(perSecond * 2, tokens + ((nowMs - filledMs) / 1_000) * perSecond);
    filledMs = nowMs;
    if (tokens < 1) return 429;
    tokens--;
    return undefined;
  };
}

const limit = limited(5);
const upstreams: Readonly<Record<string, Upstream>> = {
  'openai/gpt-5': {
    medianMs: 420,
    callsPerSecond: 7,
    fault: (now) =>
      (now > 1.6 * MINUTE && now < 1.95 * MINUTE) || now > 4.86 * MINUTE
        ? 503
        : (sometimes(0.004, 500) ?? sometimes(0.003, 504)),
  },
  'azure/gpt-5': { medianMs: 510, callsPerSecond: 0, fault: () => sometimes(0.01, 502) },
  'anthropic/claude-sonnet': {
    medianMs: 640,
    callsPerSecond: 4,
    fault: (now) =>
      now > 3 * MINUTE && now < 3.4 * MINUTE
        ? (limited(1)(now) ?? sometimes(0.5, 429))
        : (limit(now) ?? sometimes(0.004, 500)),
  },
  'openai/embeddings': { medianMs: 80, callsPerSecond: 4, fault: () => sometimes(0.004, 502) ?? sometimes(0.002, 400) },
};

/** An answer that takes its time, and fails as its upstream does. */
async function answer(clock: FakeClock, { medianMs, fault }: Upstream, signal: AbortSignal): Promise<string> {
  const status = fault(clock.now());
  const spread = Math.exp((random() + random() + random() - 1.5) * 1.1);
  await new Promise<void>((resolve) => void clock.setTimer(resolve, status === undefined ? medianMs * spread : 30));
  signal.throwIfAborted();
  if (status === undefined) return 'an answer';
  throw Object.assign(new Error('no answer'), { status });
}

const [folder = '.'] = process.argv.slice(2);
const clock = fakeClock(Date.now() - SHOWN_MS);
const breakwater = createBreakwater(
  { targets: { 'openai/gpt-5': { fallback: ['azure/gpt-5'], breaker: { maxWait: '4s' } } } },
  { clock, random },
);
const dashboard = createDashboard(breakwater, { name: 'Chat gateway', allowControl: true, clock: systemClock });

/** Fifty milliseconds of traffic. */
async function goOn(): Promise<void> {
  for (const [target, { callsPerSecond }] of Object.entries(upstreams)) {
    if (random() >= callsPerSecond / 20) continue;
    breakwater
      .run(target, (attempt) => answer(clock, upstreams[attempt.target] as Upstream, attempt.signal))
      .catch(() => undefined);
  }
  await clock.advance(50);
}

for (let passed = 0; passed < SHOWN_MS; passed += 50) await goOn();
const living = setInterval(() => void goOn(), 50);

const server = createServer(toNodeHandler(dashboard));
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_breakwater/`;
const browser = await launchBrowser();
const pictures = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1360, height: 1130 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1360, height: 1130 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 1130 } },
  { name: 'failures', colorScheme: 'light', viewport: { width: 1360, height: 620 } },
] as const;
for (const { name, ...options } of pictures) {
  const page = await browser.newPage({ ...options, locale: 'en-GB' });
  await page.goto(url);
  await page.locator('.charts canvas').first().waitFor();
  if (name === 'failures') {
    await page.locator('.failures summary').nth(1).click();
    await page.locator('.pair').scrollIntoViewIfNeeded();
    await page.locator('.pair').screenshot({ path: join(folder, 'failures.png') });
  } else await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
}
await browser.close();
clearInterval(living);
dashboard.close();
server.close();
