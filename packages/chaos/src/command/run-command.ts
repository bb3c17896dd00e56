import { promises as files } from 'node:fs';
import type { RequestRecord } from '../server/request-log.ts';
import { startChaos } from '../start-chaos.ts';
import { parseCommandLine, USAGE, UsageError } from './command-line.ts';
import type { Command } from './command-line.ts';
import { readScenarioFile, ScenarioFileError } from './read-scenario-file.ts';

/** Where a command writes, and what ends it. */
export interface CommandSurroundings {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Ends the server. */
  readonly signal: AbortSignal;
}

/**
 * The program `breakwater-chaos`.
 * @returns the exit code: 0 done, 1 the server could not start, 2 the command line or the scenario is wrong.
 */
export async function runChaosCommand(args: readonly string[], surroundings: CommandSurroundings): Promise<number> {
  const { out, error: complain } = surroundings;
  try {
    const command = parseCommandLine(args);
    if (command.help) out(USAGE);
    else if (command.version) out(`${await version()}\n`);
    else await serve(command, surroundings);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      complain(`${error.message}\nSee breakwater-chaos --help.\n`);
      return 2;
    }
    if (error instanceof ScenarioFileError) {
      complain(`${error.message}\n`);
      return 2;
    }
    complain(`breakwater-chaos could not start: ${explain(error)}\n`);
    return 1;
  }
}

async function serve(command: Command, { out, signal }: CommandSurroundings): Promise<void> {
  const { port, host, seed, allowRemoteAdmin, quiet, scenarioFile } = command;
  const scenario = scenarioFile === undefined ? {} : await readScenarioFile(scenarioFile);
  if (command.check) {
    out(`${scenarioFile ?? 'The empty scenario'}: in order.\n`);
    return;
  }
  const chaos = await startChaos({
    port,
    host,
    seed,
    scenario,
    logged: 1_000,
    admin: { allowRemote: allowRemoteAdmin },
    onRequest: quiet ? undefined : (record) => out(`${requestLine(record)}\n`),
  });
  try {
    if (command.startTimeline) chaos.startTimeline();
    out(`OpenAI     ${chaos.url}/v1\nAnthropic  ${chaos.url}\nAdmin      ${chaos.url}/_chaos/stats\n`);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    await chaos.close();
  }
}

// One line for the eye. Neither headers nor bodies: they hold keys and prompts.
function requestLine({
  number,
  method,
  path,
  status,
  fault,
  decidedBy,
  clientHungUp,
  tookMs = 0,
}: RequestRecord): string {
  const what = fault ? `${fault.kind} (${decidedBy})` : 'undecided';
  return `${number} ${method} ${path} ${status ?? '-'} ${what} ${tookMs.toFixed(0)} ms${clientHungUp ? ', client hung up' : ''}`;
}

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `the port is taken. Choose another with --port, or --port 0 for any free one. (${message})`;
  if (code === 'EACCES') return `the port may not be used. Choose one above 1023 with --port. (${message})`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `--host is no address of this machine. (${message})`;
  return message;
}

async function version(): Promise<string> {
  const manifest = await files.readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
