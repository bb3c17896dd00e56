import type { Shape } from '../../scenario/scenario.ts';
import { lossesOf, shareOf } from '../losses.ts';
import { percent } from '../percent.ts';
import type { Report } from '../report.ts';
import { shapeTitle } from '../shape-title.ts';
import { escape } from './escape.ts';

const SHAPES: readonly Shape[] = ['clients', 'gateway'];

/** All scenarios in one table for each shape, and where others do better. */
export function renderOverview(report: Report): string {
  const everywhere = contendersEverywhere(report);
  return [renderLosses(report, everywhere), ...SHAPES.map((shape) => renderShape(report, shape, everywhere))].join(
    '\n',
  );
}

/** Who takes part in every scenario. */
function contendersEverywhere({ scenarios, summaries }: Report): string[] {
  const names = Array.from(new Set(summaries.map(({ contender }) => contender)));
  return names.filter((name) =>
    scenarios.every((scenario) =>
      summaries.some((summary) => summary.scenario === scenario.name && summary.contender === name),
    ),
  );
}

function renderShape({ scenarios, summaries, facts }: Report, shape: Shape, contenders: readonly string[]): string {
  const ours = facts.policies.map(({ name }) => name);
  const rows = scenarios.map(({ name, title }) => {
    const own = contenders.map((contender) =>
      summaries.find((one) => one.scenario === name && one.shape === shape && one.contender === contender),
    );
    if (own.every((summary) => summary === undefined)) return '';
    const best = Math.max(...own.map((summary) => (summary === undefined ? 0 : shareOf(summary))));
    const cells = own.map((summary, index) => {
      if (summary === undefined) return '<td>-</td>';
      const { mean, min, max } = summary.figures.ofOptimum!;
      const isBest = mean > best - 0.001;
      const kind = [isBest ? 'best' : '', ours.includes(contenders[index]!) ? 'ours' : ''].join(' ').trim();
      // From nothing at 0.8 of the optimum, which every contender reaches nearly everywhere, to the full tint at all.
      const tint = Math.max(0, Math.round((mean - 0.8) * 5 * 40));
      return `<td class="${kind}" style="--tint:${tint}%" title="${percent(min)} to ${percent(max)}">${percent(mean)}</td>`;
    });
    return `<tr><th scope="row"><a href="#${name}">${escape(title)}</a></th>${cells.join('')}</tr>`;
  });
  if (rows.every((row) => row === '')) return '';
  const heads = contenders.map((name) => `<th scope="col">${escape(name)}</th>`).join('');
  const heading = shape === 'gateway' ? 'One gateway process' : 'A process for each client';
  return `<section><h2>${heading}: answered in time, as % of what was possible</h2>
<div class="wide"><table class="overview"><thead><tr><th></th>${heads}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div></section>`;
}

function renderLosses({ scenarios, summaries, facts }: Report, everywhere: readonly string[]): string {
  const [ours] = facts.policies;
  if (ours === undefined) return '';
  const own = facts.policies.map(({ name }) => name);
  const others = everywhere.filter((name) => !own.includes(name));
  if (others.length === 0) return '';
  const losses = lossesOf(summaries, ours.name, others);
  const items = losses.map((loss) => {
    const scenario = scenarios.find(({ name }) => name === loss.ours.scenario)!;
    const better = loss.better.map((other) => `${escape(other.contender)} ${percent(shareOf(other))}`).join(', ');
    const where = shapeTitle(loss.ours.shape, scenario.clients);
    return `<li><a href="#${scenario.name}">${escape(scenario.title)}</a>, ${where}: <b>${percent(shareOf(loss.ours))}</b> against ${better}</li>`;
  });
  const list = items.length === 0 ? '<p>Nowhere in these scenarios.</p>' : `<ul>${items.join('\n')}</ul>`;
  return `<section><h2>Where others do better than ${escape(ours.name)}</h2>${list}</section>`;
}
