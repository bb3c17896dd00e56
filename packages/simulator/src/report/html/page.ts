import { factsLine, type Report } from '../report.ts';
import { escape } from './escape.ts';
import { renderOverview } from './overview.ts';
import { renderScenario } from './scenario-section.ts';
import { STYLE } from './style.ts';

const LEGEND = `<p class="legend">
<span class="key offered">calls made</span>
<span class="key served">calls answered in time</span>
<span class="key attempts">requests that reach the upstream</span>
<span class="key open">breakers open</span>
<span class="key half-open">half-open</span>
<span class="key incident">the incident</span>
</p>`;

/** The whole report as one HTML file that needs nothing else: no script, no font, no network. */
export function renderPage(report: Report): string {
  const policies = report.facts.policies.map(
    ({ name, policy }) => `<dt>${escape(name)}</dt><dd><code>${escape(policy)}</code></dd>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Policies through incidents</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1>Policies through incidents</h1>
<p>The same calls, with the same luck, through the same incidents on a virtual clock. Shares are means over the seeds;
hover for their range. The courses in the charts are those of seed ${report.facts.seeds[0]!}; below each one, how long the
answered calls took: the median, and shaded up to the 99th percentile.</p>
<p class="muted">${escape(factsLine(report.facts))}</p>
<dl class="policies">${policies.join('')}</dl>
</header>
${renderOverview(report)}
${LEGEND}
${report.scenarios.map((scenario) => renderScenario(report, scenario)).join('\n')}
</main>
</body>
</html>
`;
}
