import type { Summary } from '../../measure/summary.ts';
import type { Scenario, Shape } from '../../scenario/scenario.ts';
import { percent } from '../percent.ts';
import { courseKey, type Report } from '../report.ts';
import { shapeTitle } from '../shape-title.ts';
import { storeNote } from '../store-note.ts';
import { columnsFor, renderSpread } from '../table.ts';
import { escape } from './escape.ts';
import { type Frame, latencyPanel, trafficPanel } from './panel.ts';

const SHAPES: readonly Shape[] = ['clients', 'gateway'];
/** Panels are drawn this wide, and scaled to the page, pixels. */
const WIDTH = 380;
/** Times the calls per second that a panel reaches up to; retry storms beyond it are cut off and told in figures. */
const CEILING = 2.6;

/** One scenario: pictures and figures of everybody who took part. */
export function renderScenario(report: Report, scenario: Scenario): string {
  const blocks = SHAPES.map((shape) => renderShape(report, scenario, shape)).join('\n');
  return `<section id="${scenario.name}"><h2>${escape(scenario.title)} <code>${scenario.name}</code></h2>${blocks}</section>`;
}

function renderShape(report: Report, scenario: Scenario, shape: Shape): string {
  const lines = report.summaries.filter((one) => one.scenario === scenario.name && one.shape === shape);
  if (lines.length === 0) return '';
  const ours = report.facts.policies.map(({ name }) => name);
  const frame = frameOf(report, scenario, lines);
  const optimum = percent(lines[0]!.figures.optimum!.mean);
  const panels = lines.map((line) => renderPanels(report, line, frame, ours.includes(line.contender)));
  const note = storeNote(scenario, lines);
  return `<h3>${shapeTitle(shape, scenario.clients)} <small>${optimum} % of the calls could be answered</small></h3>
${note === undefined ? '' : `<p class="muted">${escape(note)}</p>`}
<div class="panels">${panels.join('\n')}</div>
<details><summary>All figures</summary><div class="wide">${renderFigures(lines)}</div></details>`;
}

function frameOf(report: Report, scenario: Scenario, lines: readonly Summary[]): Frame {
  const courses = lines.map((line) => report.courses.get(courseKey(line))).filter((course) => course !== undefined);
  const { count, perSecond } = scenario.clients;
  const highest = Math.max(1, ...courses.flatMap(({ attempts, answered }) => [...attempts, ...answered]));
  const slowestMs = Math.max(1_000, ...courses.flatMap(({ p99Ms }) => p99Ms.map((ms) => ms ?? 0)));
  return { scenario, width: WIDTH, ceiling: Math.min(highest, count * perSecond * CEILING), slowestMs };
}

function renderPanels({ courses }: Report, line: Summary, frame: Frame, isOurs: boolean): string {
  const course = courses.get(courseKey(line));
  if (course === undefined) return '';
  const { ofOptimum, amplification } = line.figures;
  const facts = `<b>${percent(ofOptimum!.mean)} %</b> of the optimum, ${amplification!.mean.toFixed(2)} requests per call`;
  return `<figure class="${isOurs ? 'ours' : ''}"><figcaption><strong>${escape(line.contender)}</strong><span>${facts}</span></figcaption>
${trafficPanel(course, frame)}
${latencyPanel(course, frame)}</figure>`;
}

function renderFigures(lines: readonly Summary[]): string {
  const columns = columnsFor(lines);
  const heads = columns.map(({ title }) => `<th scope="col">${escape(title)}</th>`).join('');
  const rows = lines.map(({ contender, figures }) => {
    const cells = columns.map((column) => `<td>${escape(renderSpread(figures[column.figure], column))}</td>`);
    return `<tr><th scope="row">${escape(contender)}</th>${cells.join('')}</tr>`;
  });
  return `<table><thead><tr><th></th>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
