import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Chaos, startChaos } from '@breakwater/chaos';
import { type Breakwater, createBreakwater } from '@breakwater/core';
import { source as axeSource } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../test/browser.ts';
import { ask, keepAsking, SECRET } from '../test/traffic.ts';
import { createDashboard, type Dashboard } from './dashboard.ts';
import { toNodeHandler } from './node-handler.ts';

/** Whatever is waited for comes within this time, or never, on a slow machine too. Milliseconds. */
const IN_TIME = { timeout: 120_000 };
const TARGET = 'openai/gpt-5';
const NASTY = '<img src=x onerror="document.title=1">';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let chaos: Chaos;
let breakwater: Breakwater;
let dashboard: Dashboard;
let server: Server;
let url: string;
let stop = (): void => undefined;
/** What the browser complained about, and where the page went. */
const complaints: string[] = [];
const requested = new Set<string>();

async function open(where: BrowserContext, query = ''): Promise<Page> {
  const opened = await where.newPage();
  opened.setDefaultTimeout(IN_TIME.timeout);
  opened.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  opened.on('pageerror', ({ message }) => void complaints.push(message));
  opened.on('request', (request) => void requested.add(new URL(request.url()).origin));
  await opened.goto(url + query);
  return opened;
}

/** Waits until what is found shows `text`. */
const shows = (selector: string, text: string | RegExp, on = page): Promise<void> =>
  on.locator(selector).filter({ hasText: text }).first().waitFor(IN_TIME);

const step = (name: string): string => `.step:has(h3:text-is("${name}"))`;
const gate = (name: string): string => `.gates tr:has(th button:text-is("${name}"))`;

beforeAll(async () => {
  [browser, chaos] = await Promise.all([launchBrowser(), startChaos()]);
  breakwater = createBreakwater({
    retry: { base: 20 },
    breaker: { probeAfter: 300, maxProbeAfter: 600, maxWait: '10m' },
    alerts: [{ type: 'breaker-open' }, { type: 'new-error' }],
  });
  dashboard = createDashboard(breakwater, { allowControl: true, name: 'Chat gateway', instance: 'gateway-7f4c' });
  server = createServer(toNodeHandler(dashboard));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_breakwater/`;
  // Its own language, whatever the machine’s is.
  context = await browser.newContext({ locale: 'en-GB', permissions: ['clipboard-read', 'clipboard-write'] });
  page = await open(context);
});

afterAll(async () => {
  stop();
  dashboard?.close();
  await browser?.close();
  await chaos?.close();
  server?.closeAllConnections();
  server?.close();
});

describe('the page', () => {
  it('says that there is nothing yet, before the first call', async () => {
    await shows('.health h2', 'No calls yet');
    await shows('.gates, .empty', 'A target appears here with its first call');
    expect(await page.title()).toBe('Quiet · Chat gateway');
    expect(await page.locator('.connection').textContent()).toBe('Live');
    expect(await page.locator('.instance').textContent()).toBe('gateway-7f4c');
    expect(await page.locator('footer').textContent()).toMatch(/^What one process has seen since \d\d:\d\d:\d\d\./);
  });

  it('shows a target that is well', async () => {
    stop = keepAsking(breakwater, TARGET, chaos.url, 80);
    await shows('.health h2', `${TARGET} is healthy`);
    await shows(gate(TARGET), 'Healthy');
    await shows('.figure', /Answered\s*100 %/);
    expect(await page.title()).toBe('✓ Well · Chat gateway');
    expect(await page.locator('canvas').count()).toBeGreaterThan(1);
  });

  it('shows an outage as it comes: the state, who waits, the next probe, the errors, the alert', async () => {
    chaos.setScenario({ timeline: [{ fromMs: 0, fault: '503' }] });
    await shows('.health h2', `${TARGET} is down`);
    await shows(`${gate(TARGET)} [data-label="Gate"] .next`, /probe in|at once/);
    await shows(`${gate(TARGET)} [data-label="Waiting"]`, /^[1-9]/);
    await shows(step('Detect'), /[1-9]\d* failed attempt/);
    await shows(step('Classify'), '503 overloaded');
    await shows(step('Handle'), /[1-9]\d* waiting now/);
    await shows('.chart:has-text("Errors by code and reason") .legend', '503 overloaded');
    await shows('.alerts .raised', 'Breaker open');
    await page.waitForFunction(() => document.title === '✕ Down · Chat gateway', undefined, IN_TIME);
    expect(await page.locator('#icon').getAttribute('href')).toBe('icon-down.svg');
  });

  it('reads out what has changed to those who listen, once it has settled', async () => {
    await shows('[role=status]', `${TARGET} is down`);
    expect(await page.locator('[role=status]').allTextContents()).toEqual(['', `${TARGET} is down`]);
  });

  it('shows the recovery, and that nobody was lost who waited', async () => {
    chaos.setScenario({});
    // For a minute it counts as failing often, if enough of its attempts did.
    await shows(gate(TARGET), /Healthy|Failing/);
    await shows(step('Recover'), /[1-9]\d* calls rescued/);
    await shows(step('Recover'), /[1-9]\d* recover/);
    await page.waitForFunction(() => /^[✓!] /.test(document.title), undefined, IN_TIME);
    expect(await page.locator('#icon').getAttribute('href')).toMatch(/^icon-(well|watch)\.svg$/);
  });

  it('explains a call that was lost, with its entry of the reference', async () => {
    await ask(breakwater, 'openai/other', chaos.plan(['401'])).catch(() => undefined);
    const entry = page.locator('.failures li', { hasText: '401 Unauthorized (invalid_api_key)' });
    await entry.locator('summary').click(IN_TIME);
    const text = await entry.textContent();
    expect(text).toContain('Verify the API key is correct and included in the header');
    expect(text).toContain('Invalid or missing API key');
    expect(text).toContain('attempt 1: 401 invalid_api_key after');
  });

  it('shows names as text, whatever is in them', async () => {
    await ask(breakwater, NASTY, chaos.plan(['400'])).catch(() => undefined);
    await shows('.gates', NASTY);
    expect(await page.locator('img').count()).toBe(0);
  });

  it('shows one target and another time, and a link leads others to the same', async () => {
    await page.getByRole('combobox', { name: 'Target' }).selectOption(TARGET);
    await page.getByRole('radio', { name: '1 hour' }).check({ force: true });
    await page.getByRole('button', { name: 'Pause' }).click();
    await shows('.notice', 'Paused: figures from');
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor(IN_TIME);
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/\?target=openai%2Fgpt-5&range=1h&until=\d+$/);
    const other = await open(context, new URL(link).search);
    await shows('.notice', 'Paused: figures from', other);
    const times = [page, other].map((shown) => shown.locator('.notice').textContent());
    const [ours = '', theirs = ''] = await Promise.all(times);
    const ofFigures = /figures from (\S+) to (\S+);/;
    expect(ofFigures.exec(theirs ?? '')?.slice(1)).toEqual(ofFigures.exec(ours ?? '')?.slice(1));
    expect(await other.locator('.failures').textContent()).not.toContain('openai/other');
    await other.close();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Show all targets' }).click();
    await page.getByRole('radio', { name: '5 minutes', exact: true }).check({ force: true });
    await shows('.connection', 'Live');
    expect(new URL(page.url()).search).toBe('');
  });

  it('isolates and resets a target, by keyboard, after asking', async () => {
    const isolate = page.getByRole('button', { name: 'Isolate openai/other' });
    await isolate.focus();
    await page.keyboard.press('Enter');
    await shows('dialog', 'Isolate openai/other?');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached', ...IN_TIME });
    expect(breakwater.snapshot().targets['openai/other']?.isolated).toBe(false);
    await isolate.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Isolate' }).click();
    await shows(gate('openai/other'), 'Isolated');
    expect(breakwater.snapshot().targets['openai/other']?.isolated).toBe(true);
    await page.getByRole('button', { name: 'Reset openai/other' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
    await page.locator(gate('openai/other')).filter({ hasNotText: 'Isolated' }).waitFor(IN_TIME);
    expect(breakwater.snapshot().targets['openai/other']?.isolated).toBe(false);
  });

  it('says that the connection is lost, and is live again when the server is', async () => {
    const { port } = server.address() as AddressInfo;
    server.closeAllConnections();
    server.close();
    try {
      await shows('.notice.bad', 'The connection is lost');
    } finally {
      await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
    }
    await shows('.connection', 'Live');
    expect(await page.locator('.notice.bad').count()).toBe(0);
    // A lost connection is the one thing that a browser may complain about here.
    for (const text of complaints.splice(0)) expect(text).toMatch(/ERR_/);
  });

  it.each([
    { colorScheme: 'light', width: 1440, height: 900 },
    { colorScheme: 'dark', width: 1440, height: 900 },
    { colorScheme: 'light', width: 360, height: 740 },
  ] as const)('has no barrier that axe knows of, and fits: %o', async ({ colorScheme, width, height }) => {
    const viewport = { width, height };
    const checked = await browser.newContext({ locale: 'en-GB', bypassCSP: true, colorScheme, viewport });
    const opened = await open(checked);
    await shows('.legend', 'answered at once', opened);
    // Everything that unfolds, and one of the tables of figures, which are all alike.
    await opened.evaluate(() => {
      const unfolding = document.querySelectorAll<HTMLDetailsElement>('.pair details, .reference, .chart.wide details');
      for (const details of unfolding) details.open = true;
    });
    await opened.evaluate(axeSource);
    const violations = await opened.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
      const result = await axe.run();
      return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
    expect(violations).toEqual([]);
    expect(await opened.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await checked.close();
  });

  it('is shown whatever the browser takes for its language', async () => {
    const odd = await browser.newContext({ locale: 'en-GB' });
    await odd.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'language', { get: () => 'en-US@posix', configurable: true });
    });
    const opened = await open(odd);
    await shows('.legend', 'answered at once', opened);
    // Charts are drawn after the text that stands beside them.
    await expect.poll(() => opened.locator('canvas').count(), IN_TIME).toBeGreaterThan(1);
    await odd.close();
  });

  it('is walked through by keyboard, the way past the controls first', async () => {
    await page.reload();
    await shows('.legend', 'answered at once');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the targets');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('targets');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('name');
  });

  it('holds neither key nor prompt, asks nobody but its own server, and breaks no rule of its policy', async () => {
    expect(await page.content()).not.toContain(SECRET);
    expect([...requested]).toEqual([new URL(url).origin]);
    expect(complaints).toEqual([]);
  });
});

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}
