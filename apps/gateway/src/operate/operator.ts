import { hostname } from 'node:os';
import type { Breakwater } from '@breakwater/core';
import { createDashboard, toNodeHandler } from '@breakwater/dashboard';
import { instrument } from '@breakwater/opentelemetry';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { carriesKey } from './credentials.ts';

/** What an operator looks at: the page and the figures. */
export interface Operator {
  readonly dashboard: RequestHandler;
  readonly metrics: RequestHandler;
  /** Ends open pages, which would hold a shutdown up. */
  close(): Promise<void>;
}

/** @param adminKey - who has it may see, and isolate and reset targets; without one, only whoever asks from this machine. */
export function createOperator(breakwater: Breakwater, adminKey: string | undefined, log: Logger): Operator {
  const mayEnter = (headers: Headers): boolean | Response =>
    carriesKey(Object.fromEntries(headers), [adminKey!]) || new Response('Who are you?', { status: 401, headers: ASK });
  const dashboard = createDashboard(breakwater, {
    name: 'AI gateway',
    instance: `${hostname()}:${process.pid}`,
    allowControl: adminKey !== undefined,
    warn: (text) => log.warn(text),
    ...(adminKey !== undefined && { authorize: ({ headers }) => mayEnter(headers) }),
  });
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const meterProvider = new MeterProvider({ readers: [exporter] });
  const uninstrument = instrument(breakwater, { meterProvider, tracerProvider: false });
  return {
    dashboard: toNodeHandler(dashboard),
    metrics(request, response, next) {
      const allowed = adminKey === undefined ? isLocal(request) : carriesKey(request.headers, [adminKey]);
      if (allowed) exporter.getMetricsRequestHandler(request, response);
      else if (adminKey === undefined) next(); // as if there were nothing
      else response.status(401).set(ASK).end();
    },
    async close() {
      dashboard.close();
      uninstrument();
      await meterProvider.shutdown();
    },
  };
}

/** Browsers ask their user for name and key then. */
const ASK = { 'www-authenticate': 'Basic realm="gateway", charset="UTF-8"' };

/** What came by way of a proxy comes from elsewhere, whatever its address says. */
function isLocal({ socket, headers }: Parameters<RequestHandler>[0]): boolean {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip'].some((name) => name in headers);
  return !forwarded && /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
}
