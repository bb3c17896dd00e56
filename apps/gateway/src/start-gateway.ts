import type { AddressInfo } from 'node:net';
import { type Breakwater, createBreakwater, type Policy } from '@breakwater/core';
import { loggerSink } from '@breakwater/core/sinks';
import type { Logger } from 'pino';
import type { Configuration } from './configuration/configuration.ts';
import { createApp } from './create-app.ts';
import { Lifecycle } from './operate/lifecycle.ts';
import { createOperator } from './operate/operator.ts';
import { createLog } from './operate/log.ts';
import { createUpstreams } from './proxy/upstreams.ts';
import { serverOf } from './server-of.ts';

/** A gateway that runs. */
export interface Gateway extends AsyncDisposable {
  readonly url: string;
  readonly breakwater: Breakwater;
  /** Lets what is under way end. Returns whether all of it did, in the time that the configuration gives it. */
  close(): Promise<boolean>;
}

/**
 * Starts a gateway.
 *
 * @param log - @defaultValue standard output
 * @throws PolicyError for a policy that makes no sense, and the operating system's error for an address that cannot be had.
 */
export async function startGateway(
  configuration: Configuration,
  policy: Policy,
  log: Logger = createLog(configuration.log.level),
): Promise<Gateway> {
  const breakwater = createBreakwater(policy);
  const upstreams = createUpstreams(configuration);
  const operator = createOperator(breakwater, configuration.adminKey, log);
  const app = createApp({ configuration, breakwater, upstreams, log, operator, lifecycle: () => lifecycle });
  const server = serverOf(app);
  const lifecycle = new Lifecycle(server, configuration.shutdown);
  loggerSink(breakwater, log);
  const { host, port } = configuration.listen;
  await lifecycle.listen(port, host);
  const close = async (): Promise<boolean> => {
    const inTime = await lifecycle.close(() => operator.close());
    await upstreams.close();
    return inTime;
  };
  const shown = host.includes(':') ? `[${host}]` : host;
  const url = `http://${shown}:${(server.address() as AddressInfo).port}`;
  return { url, breakwater, close, [Symbol.asyncDispose]: async () => void (await close()) };
}
