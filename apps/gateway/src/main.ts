import { resolve } from 'node:path';
import { ConfigurationError } from './configuration/configuration-error.ts';
import { loadConfiguration } from './configuration/load-configuration.ts';
import { createLog } from './operate/log.ts';
import { startGateway } from './start-gateway.ts';

async function main(): Promise<void> {
  const path = resolve(process.env['GATEWAY_CONFIG'] ?? 'gateway.json');
  const { configuration, policy } = await loadConfiguration(path, process.env);
  const log = createLog(configuration.log.level);
  const gateway = await startGateway(configuration, policy, log);
  log.info({ url: gateway.url, models: Object.keys(configuration.models) }, 'ready');
  log.flush(); // whoever started it waits for this line
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1); // whoever says it twice means it
    stopping = true;
    log.info({ signal, graceMs: configuration.shutdown.graceMs }, 'draining');
    void gateway.close().then((inTime) => {
      log.info({ inTime }, 'stopped');
      log.flush();
      process.exitCode = inTime ? 0 : 1;
    });
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
