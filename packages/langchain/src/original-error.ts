/** As far as wrappers are followed. */
const MAX_DEPTH = 8;

/** LangChain's own marks on its wrappers, and where each keeps what it wraps. */
const WRAPPERS: Readonly<Record<string, string>> = { MiddlewareError: 'cause', ToolInvocationError: 'toolError' };

/**
 * What was thrown before LangChain wrapped it: inside of the `MiddlewareError` that each middleware of an agent adds, or
 * of a `ToolInvocationError`. Anything else is returned as it is.
 */
export function originalError(error: unknown): unknown {
  let inner = error;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const brand = typeof inner === 'object' && inner !== null && '~brand' in inner ? inner['~brand'] : undefined;
    const place = typeof brand === 'string' && Object.hasOwn(WRAPPERS, brand) ? WRAPPERS[brand] : undefined;
    const wrapped = place === undefined ? undefined : (inner as Record<string, unknown>)[place];
    if (wrapped === undefined) return inner;
    inner = wrapped;
  }
  return inner;
}
