import type { Breakwater } from '@breakwater/core';
import { errorHandler } from '@breakwater/express';
import express, { type Express } from 'express';
import createError from 'http-errors';
import type { Logger } from 'pino';
import type { Configuration } from './configuration/configuration.ts';
import { accessLog } from './operate/access-log.ts';
import { requireClientKey } from './operate/credentials.ts';
import { errorLog } from './operate/error-log.ts';
import { health } from './operate/health.ts';
import type { Operator } from './operate/operator.ts';
import type { Lifecycle } from './operate/lifecycle.ts';
import { createModels } from './proxy/models.ts';
import { addApiRoutes } from './proxy/routes.ts';
import type { Upstreams } from './proxy/upstreams.ts';

/** What the app is made of. */
export interface AppParts {
  readonly configuration: Configuration;
  readonly breakwater: Breakwater;
  readonly upstreams: Upstreams;
  readonly log: Logger;
  readonly operator: Operator;
  readonly lifecycle: () => Pick<Lifecycle, 'phase'>;
}

/** The Express app, in the order in which a request meets it. */
export function createApp({ configuration, breakwater, upstreams, log, operator, lifecycle }: AppParts): Express {
  const { clientKeys, limits } = configuration;
  const models = createModels(configuration);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // no answer of a model is worth a hash
  app.set('query parser', false);
  const logged = accessLog(log);
  addApiRoutes(app, [logged, requireClientKey(clientKeys)], { breakwater, upstreams, models, limits });
  app.use(health(lifecycle));
  app.get('/metrics', operator.metrics);
  app.use(operator.dashboard);
  app.use(logged, (_request, _response, next) => next(createError(404, 'There is nothing at this path.')));
  app.use(
    errorHandler(breakwater, {
      format: ({ url = '', headers }) => {
        if (!url.startsWith('/v1/')) return 'problem';
        return url.startsWith('/v1/messages') || 'anthropic-version' in headers ? 'anthropic' : 'openai';
      },
      onError: errorLog(log),
    }),
  );
  return app;
}
