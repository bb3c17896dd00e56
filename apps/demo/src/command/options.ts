import { parseArgs } from 'node:util';

export interface Options {
  readonly short: boolean;
  readonly json: boolean;
  readonly stay: boolean;
  readonly help: boolean;
}

/** The command line made no sense; the message says what would. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const HELP = `Usage: pnpm demo [--short] [--stay] [--json]

Plays an outage and a rate limit to three clients at once (plain axios,
axios-retry, Breakwater), shows live what Breakwater does about it, and compares
the three in one table. The same incident goes through the example gateway
(apps/gateway), whose page can be watched meanwhile. Needs no key and no network:
everything happens on the loopback interface of this machine.

  --short   8 seconds in place of 40, with an outage of 2.5 s
  --stay    keeps the gateway and its page afterwards, with one incident after
            the other, until Ctrl-C
  --json    prints the result as JSON, and nothing else; without the gateway
  --help    prints this

Ends with 0 when Breakwater did what it promises, 1 when it did not, 2 when an
option is wrong, 130 after Ctrl-C.
NO_COLOR and FORCE_COLOR are respected.`;

/** @throws UsageError for an option that there is not. */
export function parseOptions(args: readonly string[]): Options {
  const flag = { type: 'boolean', default: false } as const;
  const options = { short: flag, json: flag, stay: flag, help: { ...flag, short: 'h' } } as const;
  try {
    // pnpm hands on the `--` that stands before a script's own options.
    return { ...parseArgs({ args: args.filter((arg) => arg !== '--'), options }).values };
  } catch (error) {
    const problem = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new UsageError(`${problem}. Options: --short, --stay, --json, --help.`);
  }
}
