#!/usr/bin/env node
import { runChaosCommand } from './command/run-command.ts';

const stop = new AbortController();
// Once: a second Ctrl-C ends the process at once, as usual.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());

process.exitCode = await runChaosCommand(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  signal: stop.signal,
});
