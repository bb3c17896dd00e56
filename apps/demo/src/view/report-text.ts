import type { Colors } from './line.ts';
import type { Result } from './result.ts';
import { footnotes, resultTable } from './table.ts';

/** The end of the demo, for people: the table, what its figures mean, whether all is well, and where to go on. */
export function reportText({ incident, policy, summaries, checks, tookMs }: Result, colors: Colors): string {
  const { $schema: _, ...shown } = policy;
  const broken = checks.filter(({ holds }) => !holds);
  const verdict =
    broken.length === 0
      ? [colors.green(`All ${checks.length} promises held, in ${(tookMs / 1_000).toFixed(1)} s.`)]
      : broken.map(({ rule, found }) => colors.red(`Breakwater broke a promise: ${rule}: ${found}.`));
  return [
    '',
    resultTable(summaries, colors),
    ...footnotes(incident).map((line) => colors.dim(line)),
    '',
    'Breakwater:  the policy in apps/demo/breakwater.json, which is',
    `             ${JSON.stringify(shown)}`,
    'axios-retry: 3 retries with exponentialDelay, of network errors, 429 and 5xx,',
    '             POST included, which its default condition leaves out',
    '',
    ...verdict,
    'Next: README.md shows how to put your own client under such a policy.',
    '',
  ].join('\n');
}
