import { GROUPS } from './incidents/index.ts';
import type { Report, Result } from './report.ts';

/** The page with the table of what was found. The same findings make the same text. */
export function matrixPage(reports: readonly Report[]): string {
  const total = Object.values(GROUPS).flat().length;
  const notes: string[] = [];
  const noteOf = (text: string): string => {
    if (!notes.includes(text)) notes.push(text);
    return `(${notes.indexOf(text) + 1})`;
  };
  const mark = ({ findings, without, shortOf }: Result): string => {
    if (without !== undefined) return `n/a ${noteOf(without)}`;
    return findings.length === 0 ? 'yes' : shortOf === undefined ? '**no**' : `**no** ${noteOf(shortOf)}`;
  };
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const tables = Object.entries(GROUPS).map(([group, incidents]) => {
    const head = [row(['Incident', ...reports.map(({ name }) => name)]), row(Array(reports.length + 1).fill('---'))];
    const rows = incidents.map(({ title }) =>
      row([title, ...reports.map(({ results }) => mark(results[title] ?? { findings: ['not played'] }))]),
    );
    return `## ${group}\n\n${[...head, ...rows].join('\n')}\n`;
  });
  return `# Conformance

${total} incidents, played through every adapter with the real library against the upstream of \`@breakwater/chaos\`. "Yes" means: the same number of requests with the same bytes, the same waits (and none shorter than asked for), the same classification, the error that the library's users know, every permit given back, and no listener left on the caller's signal. After all of them the process ends by itself within 100 ms, and no rejection went unhandled.

\`node --conditions=@breakwater/source tests/conformance/src/write-matrix.ts\` writes this page; a test checks that it is current.

${tables.join('\n')}${notes.length === 0 ? '' : `\n${notes.map((note, index) => `(${index + 1}) ${note}`).join('  \n')}\n`}`;
}
