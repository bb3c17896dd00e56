import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { BASELINES } from '../../contenders/baselines.ts';
import { breakwaterContender } from '../../contenders/breakwater.ts';
import type { Result } from '../../measure/result.ts';
import type { Series } from '../../measure/series.ts';
import { summarise } from '../../measure/summary.ts';
import { runOnce } from '../../run-once.ts';
import { parseScenario } from '../../scenario/parse-scenario.ts';
import { courseKey, type Report } from '../report.ts';
import { renderPage } from './page.ts';
import { renderPicture } from './picture.ts';

const scenario = parseScenario({
  name: 'blip',
  title: 'a <blip> & more',
  duration: '30s',
  clients: { count: 10, perSecond: 4 },
  incidents: [{ kind: 'down', from: '10s', until: '15s' }],
});

async function reportOf(): Promise<Report> {
  const runs: Result[] = [];
  const courses = new Map<string, Series>();
  for (const contender of [...BASELINES, breakwaterContender('mine', { breaker: { whenOpen: 'fail' } })]) {
    const { result, series } = await runOnce(scenario, contender, { seed: 1, shape: 'clients' });
    runs.push(result);
    courses.set(courseKey(result), series());
  }
  const facts = { node: '24', load: 1, seeds: [1], runs: 5, events: 1_000, wallSeconds: 1, cpuSeconds: 1 };
  const policies = [{ name: 'mine', policy: '{"breaker":{"whenOpen":"fail"}}' }];
  return { scenarios: [scenario], summaries: summarise(runs), runs, courses, facts: { ...facts, policies } };
}

const report = await reportOf();

describe('the page of a report', () => {
  const html = renderPage(report);
  const { document } = parseHTML(html);

  it('has a panel of traffic and one of durations for everybody', () => {
    const figures = Array.from(document.querySelectorAll('#blip figure'));
    expect(figures.map((figure) => figure.querySelector('strong')?.textContent)).toEqual([
      ...BASELINES.map(({ name }) => name),
      'mine',
    ]);
    for (const figure of figures) expect(figure.querySelectorAll('svg.chart')).toHaveLength(2);
  });

  it('says first where others do better', () => {
    const [losses] = Array.from(document.querySelectorAll('section'));
    expect(losses?.querySelector('h2')?.textContent).toBe('Where others do better than mine');
    expect(losses?.querySelector('li')?.textContent).toContain('OpenAI SDK');
  });

  it('needs nothing but itself, and runs nothing', () => {
    expect(html).not.toMatch(/<script|<link|https?:\/\/(?!www\.w3\.org)|url\(|@import/);
  });

  it('takes titles as text', () => {
    expect(html).toContain('a &lt;blip&gt; &amp; more');
    expect(html).not.toContain('<blip>');
  });
});

describe('the picture of a scenario', () => {
  it('stands alone, in the colours of its scheme', () => {
    const options = { shape: 'clients', contenders: ['no policy', 'mine'] } as const;
    const light = renderPicture(report, scenario, { ...options, scheme: 'light' });
    const dark = renderPicture(report, scenario, { ...options, scheme: 'dark' });
    expect(light).toContain('#ffffff');
    expect(dark).toContain('#14171c');
    expect(light + dark).not.toContain('var(');
    expect(light.match(/class="chart"/g)).toHaveLength(2);
  });
});
