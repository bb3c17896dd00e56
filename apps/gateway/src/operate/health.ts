import { Router } from 'express';
import type { Lifecycle } from './lifecycle.ts';

const FRESH = { 'cache-control': 'no-store' };

/**
 * `/livez`: the process answers. `/readyz`: send it requests. An upstream that is down makes neither of them fail:
 * to restart or to empty every gateway would help nobody.
 */
export function health(lifecycle: () => Pick<Lifecycle, 'phase'>): Router {
  const router = Router();
  router.get('/livez', (_request, response) => void response.set(FRESH).json({ status: 'alive' }));
  router.get('/readyz', (_request, response) => {
    const { phase } = lifecycle();
    response
      .status(phase === 'ready' ? 200 : 503)
      .set(FRESH)
      .json({ status: phase });
  });
  return router;
}
