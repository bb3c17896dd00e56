import { HELP, parseOptions, UsageError } from './command/options.ts';
import { runDemo } from './command/run-demo.ts';

/** What a shell expects of a program that was interrupted: 128 and the number of the signal. */
const INTERRUPTED = 130;

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  // `on`, not `once`: a listener that is gone when its signal arrives leaves the process to be killed in mid-picture.
  process.on('SIGINT', stop).on('SIGTERM', stop);
  process.stdout.on('error', stop); // whoever read the output has left: `pnpm demo | head`
  try {
    return (await runDemo(options, process.stdout, interrupt.signal)) ? 0 : 1;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    console.error('Interrupted. Every connection and server is closed.');
    return INTERRUPTED;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
