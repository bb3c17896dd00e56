import type { Breakwater } from '@breakwater/core';
import { Collector } from './collect/collector.ts';
import { type DashboardOptions, resolveOptions } from './options.ts';
import { createGuard } from './serve/access.ts';
import { control, createToken } from './serve/control.ts';
import { Live } from './serve/live.ts';
import { respond, respondJson, respondText } from './serve/security-headers.ts';
import { serveAsset } from './serve/serve-asset.ts';
import { readQuery } from './view/query.ts';
import { Viewer } from './view/viewer.ts';

/** A live page on what a breakwater does. */
export interface Dashboard {
  /** Where it is mounted, without a slash at the end. */
  readonly basePath: string;
  /** Answers a request for anything below `basePath`, and a 404 to all others. Never rejects. */
  handle(request: Request): Promise<Response>;
  /** Stops listening, and ends every connection of those who watch. */
  close(): void;
}

/**
 * Makes the dashboard of a breakwater. It knows what happens from now on.
 *
 * @throws TypeError or RangeError for an option that makes no sense, naming it.
 */
export function createDashboard(breakwater: Breakwater, options: DashboardOptions = {}): Dashboard {
  const { basePath, authorize, allowControl, name, instance, maxWatchers, warn, clock } = resolveOptions(options);
  const production = readEnvironment('NODE_ENV') === 'production';
  const guard = createGuard({ authorize, production, warn });
  const token = allowControl ? createToken() : undefined;
  const collector = new Collector(breakwater);
  const viewer = new Viewer(breakwater, collector, { name, instance, controlToken: token ?? null });
  const live = new Live(viewer, clock, maxWatchers);
  // Nobody can ever look: then nothing needs to be collected.
  if (authorize === undefined && production) collector.close();

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname !== basePath && !url.pathname.startsWith(`${basePath}/`)) return respondText('Not found', 404);
    const refusal = await guard(request);
    if (refusal !== undefined) return refusal;
    const path = url.pathname.slice(basePath.length + 1);
    // Relative, as all addresses of the page: it works behind a proxy that mounts it elsewhere.
    if (url.pathname === basePath) {
      const location = `./${basePath.slice(basePath.lastIndexOf('/') + 1)}/${url.search}`;
      return respond(null, 308, 'text/plain', { location });
    }
    if (path === 'api/control') return control(breakwater, token, request);
    if (path === 'api/state' || path === 'api/live') {
      if (request.method !== 'GET') return respondText('Method not allowed: GET it', 405, { allow: 'GET' });
      const query = readQuery(url.searchParams);
      if (typeof query === 'string') return respondText(`Bad request: ${query}`, 400);
      return path === 'api/live' ? live.watch(query) : respondJson(viewer.view(query, viewer.moment()).view);
    }
    return (await serveAsset(path === '' ? 'index.html' : path, request)) ?? respondText('Not found', 404);
  }

  return {
    basePath,
    handle: (request) =>
      answer(request).catch((error: unknown) => {
        warn(`a request failed: ${error instanceof Error ? error.message : 'not an error'}`);
        return respondText('The dashboard failed, see the log', 500);
      }),
    close() {
      live.close();
      collector.close();
    },
  };
}

/** Runtimes other than Node may have no `process`. */
function readEnvironment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[name];
}
