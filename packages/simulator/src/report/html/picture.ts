import type { Scenario, Shape } from '../../scenario/scenario.ts';
import { percent } from '../percent.ts';
import { courseKey, type Report } from '../report.ts';
import { escape } from './escape.ts';
import { trafficPanel } from './panel.ts';
import { colour, inScheme, type Scheme } from './theme.ts';

const WIDTH = 860;
const PANEL_HEIGHT = 190;
const TITLE_HEIGHT = 26;
/** Times the calls per second that the picture reaches up to. */
const CEILING = 3.2;

export interface PictureOptions {
  readonly shape: Shape;
  readonly contenders: readonly string[];
  readonly scheme: Scheme;
}

/**
 * One scenario as an SVG picture that stands alone: a panel for each contender, one above the other on the same
 * scales, with the names of the lines beside them.
 */
export function renderPicture(
  report: Report,
  scenario: Scenario,
  { shape, contenders, scheme }: PictureOptions,
): string {
  const { count, perSecond } = scenario.clients;
  const lines = contenders.flatMap((contender) => {
    const line = report.summaries.find(
      (one) => one.scenario === scenario.name && one.shape === shape && one.contender === contender,
    );
    const course = line === undefined ? undefined : report.courses.get(courseKey(line));
    return line === undefined || course === undefined ? [] : [{ line, course }];
  });
  const highest = Math.max(...lines.flatMap(({ course }) => course.attempts));
  const frame = {
    scenario,
    width: WIDTH,
    ceiling: Math.min(highest, count * perSecond * CEILING),
    slowestMs: 0,
  };
  const panels = lines.map(({ line, course }, index) => {
    const top = index * (TITLE_HEIGHT + PANEL_HEIGHT);
    const { goodput, amplificationInIncident } = line.figures;
    const figures = `${percent(goodput!.mean)} % answered, ${amplificationInIncident?.mean.toFixed(2) ?? '-'} requests per call during the incident`;
    const title = `<text x="46" y="${top + 19}" font-size="14" fill="${colour('text')}"><tspan font-weight="700">${escape(line.contender)}</tspan><tspan dx="10" font-size="13" fill="${colour('muted')}">${figures}</tspan></text>`;
    const panel = trafficPanel(course, frame, { direct: index === 0, height: PANEL_HEIGHT, reserve: true });
    return `${title}\n${panel.replace('<svg ', `<svg y="${top + TITLE_HEIGHT}" `)}`;
  });
  const height = lines.length * (TITLE_HEIGHT + PANEL_HEIGHT) + 4;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" role="img" aria-label="${escape(scenario.title)}">
<rect width="100%" height="100%" fill="${colour('background')}"/>
${panels.join('\n')}
</svg>
`;
  return inScheme(svg, scheme);
}
