import type { Breakwater } from '@breakwater/core';
import type { GovernOptions } from './options.ts';
import { originalError } from './original-error.ts';
import { withBreakwater } from './with-breakwater.ts';

/** What `createAgent` knows a middleware by. */
const BRAND: symbol = Symbol.for('AgentMiddleware');

/** A middleware for `createAgent` of `langchain`, in the parts that it has. */
export interface BreakwaterMiddleware {
  readonly [brand: symbol]: true;
  readonly name: 'Breakwater';
  wrapModelCall<Request extends { readonly model: object }, Answer>(
    request: Request,
    handler: (request: Request) => Answer | Promise<Answer>,
  ): Promise<Answer>;
}

/**
 * Puts the model calls of an agent under a policy, whichever model it uses: also one that it makes of a name, or that
 * another middleware has chosen. It stands at the model itself, below the middleware that follow it, so that no token is
 * sent to a reader twice. An agent whose model is governed already needs none.
 */
export function breakwaterMiddleware(breakwater: Breakwater, options: GovernOptions = {}): BreakwaterMiddleware {
  const known = new WeakMap<object, object>();
  return {
    [BRAND]: true,
    name: 'Breakwater',
    async wrapModelCall(request, handler) {
      const { model } = request;
      const governed = known.get(model) ?? withBreakwater(breakwater, model as never, options);
      known.set(model, governed);
      try {
        return await handler({ ...request, model: governed });
      } catch (error) {
        throw originalError(error); // of middleware further in; the agent wraps it anew, once
      }
    },
  };
}
