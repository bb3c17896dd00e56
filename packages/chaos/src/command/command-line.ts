import { parseArgs } from 'node:util';

export const USAGE = `Usage: breakwater-chaos [options]

A server that speaks the OpenAI and Anthropic APIs and fails as it is told.

Options:
  -s, --scenario <file>      what happens to the requests, as JSON (default: every request is answered well)
  -p, --port <number>        the port to listen on; 0 takes any free one (default: 4010)
      --host <address>       the address to listen on (default: 127.0.0.1)
      --seed <integer>       decides every text and every draw (default: 1)
      --allow-remote-admin   lets other machines use the admin endpoint, /_chaos/
      --start-timeline       starts the timeline at once, not at the first request
      --check                says whether the scenario is in order, and ends
  -q, --quiet                no line per request
  -h, --help                 prints this
  -v, --version              prints the version

A plan can be given per request, in the URL: http://127.0.0.1:4010/plan/my-test/429:retry-after=1,reset,ok/v1
`;

/** What the command line asks for. */
export interface Command {
  readonly scenarioFile: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly seed: number;
  readonly allowRemoteAdmin: boolean;
  readonly startTimeline: boolean;
  readonly check: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError naming the option and what was found. */
export function parseCommandLine(args: readonly string[]): Command {
  const { values } = parse(args);
  return {
    scenarioFile: values.scenario,
    port: integerFrom('--port', values.port, 0, 65_535),
    host: values.host,
    seed: integerFrom('--seed', values.seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    allowRemoteAdmin: values['allow-remote-admin'],
    startTimeline: values['start-timeline'],
    check: values.check,
    quiet: values.quiet,
    help: values.help,
    version: values.version,
  };
}

// The return type follows from the options below; writing it out would say them twice.
const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        scenario: { type: 'string', short: 's' },
        port: { type: 'string', short: 'p', default: '4010' },
        host: { type: 'string', default: '127.0.0.1' },
        seed: { type: 'string', default: '1' },
        'allow-remote-admin': { type: 'boolean', default: false },
        'start-timeline': { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        quiet: { type: 'boolean', short: 'q', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', short: 'v', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
};

function integerFrom(option: string, found: string, minimum: number, maximum: number): number {
  const value = Number(found);
  if (found.trim() !== '' && Number.isSafeInteger(value) && value >= minimum && value <= maximum) return value;
  throw new UsageError(`${option}: found '${found}', allowed: an integer from ${minimum} to ${maximum}`);
}
