/**
 * Runs the simulator beside other libraries, and writes what came of it into the READMEs: the picture and the table
 * of the outage at a quarter of its load, and the table of all scenarios at the command's own load.
 *
 *   pnpm docs:simulations             both; minutes, most of which axios takes
 *   pnpm docs:simulations outage      only the outage
 *   pnpm docs:simulations overview    only the table of all scenarios
 *   pnpm docs:simulations quick       that table without the other libraries: a minute
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Spread {
  readonly mean: number | 'never';
  readonly min: number | 'never';
  readonly max: number | 'never';
}

interface Summary {
  readonly scenario: string;
  readonly contender: string;
  readonly shape: 'clients' | 'gateway';
  readonly figures: Readonly<Record<string, Spread | undefined>>;
}

interface Report {
  readonly facts: { readonly seeds: readonly number[]; readonly load: number };
  readonly summaries: readonly Summary[];
  readonly scenarios: readonly { readonly name: string; readonly title: string }[];
}

const ROOT = join(import.meta.dirname, '..');
const SIMULATOR = join(ROOT, 'packages', 'simulator');
const READMES = [join(ROOT, 'README.md'), join(SIMULATOR, 'README.md')];
/** Share of the scenario's clients in the outage. */
const OUTAGE_LOAD = 0.25;
/** Who is drawn: retries, a breaker, and both with a waiting room. */
const DRAWN = ['OpenAI SDK', 'cockatiel', 'Breakwater'];

const folder = mkdtempSync(join(tmpdir(), 'breakwater-simulations-'));
try {
  const wanted = process.argv[2];
  if (wanted === undefined || wanted === 'outage') writeOutage();
  if (wanted === undefined || wanted === 'overview') writeOverview(true);
  if (wanted === 'quick') writeOverview(false);
  execFileSync(process.execPath, [join(ROOT, 'node_modules', 'oxfmt', 'bin', 'oxfmt'), ...READMES], {
    stdio: 'inherit',
  });
} finally {
  rmSync(folder, { recursive: true });
}

function writeOutage(): void {
  const pictures = DRAWN.flatMap((name) => ['--picture', name]);
  const { summaries, facts } = simulate([
    ...['--scenario', 'outage', '--load', String(OUTAGE_LOAD), '--seeds', '5'],
    ...pictures,
  ]);
  const docs = join(SIMULATOR, 'docs');
  mkdirSync(docs, { recursive: true });
  for (const scheme of ['light', 'dark']) {
    copyFileSync(join(folder, `outage-clients-${scheme}.svg`), join(docs, `outage-${scheme}.svg`));
  }
  const names = Array.from(new Set(summaries.map(({ contender }) => contender)));
  const of = (contender: string, shape: string): Summary['figures'] =>
    summaries.find((summary) => summary.contender === contender && summary.shape === shape)!.figures;
  const rows = names.map((name) => {
    const [clients, gateway] = [of(name, 'clients'), of(name, 'gateway')];
    const bold = name === 'Breakwater' ? '**' : '';
    const cells = [
      spread(clients['goodput']!),
      spread(gateway['goodput']!),
      `${plain(clients['amplificationInIncident']!)} / ${plain(gateway['amplificationInIncident']!)}`,
      `${seconds(clients['recoverMs']!)} / ${seconds(gateway['recoverMs']!)}`,
      `${seconds(clients['addedP99Ms']!)} / ${seconds(gateway['addedP99Ms']!)}`,
    ];
    return `| ${bold}${name}${bold} | ${cells.map((cell) => `${bold}${cell}${bold}`).join(' | ')} |`;
  });
  const possible = percent(of(names[0]!, 'clients')['optimum']!.mean);
  const table = [
    `Share of the calls answered in time, where ${possible} % could be. ${100 * OUTAGE_LOAD} clients of 8 calls a second, with a process each, and with one gateway process for all of them; an outage of 20 s in 120 s. Mean and range of ${facts.seeds.length} seeds.`,
    '',
    `| | ${100 * OUTAGE_LOAD} processes | one gateway | upstream requests per call in the outage | recovered after | p99 of added time |`,
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
  replaceIn(READMES, 'outage', table);
}

function writeOverview(withPeers: boolean): void {
  const { summaries, facts } = simulate([], withPeers);
  const titles = new Map(listScenarios());
  const scenarios = Array.from(new Set(summaries.map(({ scenario }) => scenario)));
  const names = Array.from(new Set(summaries.map(({ contender }) => contender))).filter((name) =>
    scenarios.every((scenario) => summaries.some((one) => one.scenario === scenario && one.contender === name)),
  );
  const tableOf = (shape: string): string => {
    const rows = scenarios.map((scenario) => {
      const means = names.map((name) => {
        const found = summaries.find(
          (one) => one.scenario === scenario && one.contender === name && one.shape === shape,
        );
        return found!.figures['ofOptimum']!.mean as number;
      });
      const best = Math.max(...means);
      const cells = means.map((mean) => (mean > best - 0.001 ? `**${percent(mean)}**` : percent(mean)));
      return `| ${titles.get(scenario)!} | ${cells.join(' | ')} |`;
    });
    return [`| | ${names.join(' | ')} |`, `| --- |${' ---: |'.repeat(names.length)}`, ...rows].join('\n');
  };
  const text = [
    `Calls answered in time, as % of what was possible: ${facts.seeds.length === 1 ? 'one seed' : `means of ${facts.seeds.length} seeds`} at load ${facts.load}; the best of each line, and who is within a tenth of a percent, in bold.`,
    '',
    'A process for each client:',
    '',
    tableOf('clients'),
    '',
    'One gateway process:',
    '',
    tableOf('gateway'),
  ].join('\n');
  replaceIn([join(SIMULATOR, 'README.md')], 'overview', text);
  const goals = node(join(SIMULATOR, 'scripts', 'goals-table.ts'), [join(folder, 'report.json')]);
  replaceIn([join(SIMULATOR, 'README.md')], 'goals', goals.trim());
}

function simulate(args: readonly string[], withPeers = true): Report {
  const peers = join(ROOT, 'apps', 'bench', 'src', 'simulated', 'peers.ts');
  run([...args, ...(withPeers ? ['--contenders', peers] : []), '--out', folder]);
  return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
}

function listScenarios(): [string, string][] {
  const lines = run(['--list']).trim().split('\n');
  return lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ')).trim()]);
}

function run(args: readonly string[]): string {
  return node(join(SIMULATOR, 'src', 'main.ts'), args);
}

function node(script: string, args: readonly string[]): string {
  return execFileSync(process.execPath, ['--conditions=@breakwater/source', script, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  });
}

/** Puts `text` between the two markers of this name. @throws Error where a file has no such markers. */
function replaceIn(files: readonly string[], name: string, text: string): void {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  for (const file of files) {
    const before = readFileSync(file, 'utf8');
    const [from, to] = [before.indexOf(begin), before.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${file}: no ${begin} and ${end}`);
    writeFileSync(file, `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`);
  }
}

function spread({ mean, min, max }: Spread): string {
  return `${percent(mean)} % (${percent(min)} to ${percent(max)})`;
}

function percent(share: Spread['mean']): string {
  return share === 'never' ? share : (Math.floor(share * 1_000 + 1e-9) / 10).toFixed(1);
}

function plain({ mean }: Spread): string {
  return mean === 'never' ? mean : mean.toFixed(2);
}

function seconds({ mean }: Spread): string {
  return mean === 'never' ? mean : `${(mean / 1_000).toFixed(1)} s`;
}
