/** Methods that may be sent twice: RFC 9110, 9.2.2, and QUERY. */
const IDEMPOTENT = /^(?:get|head|options|put|delete|trace|query)$/i;

/**
 * Whether sending a request twice does no harm, by its method or its `Idempotency-Key`.
 *
 * @param method - in any case; GET where there is none.
 * @param keyed - the request carries an `Idempotency-Key`.
 */
export function isIdempotent(method: string | undefined, keyed: boolean): boolean {
  return keyed || IDEMPOTENT.test(method ?? 'get');
}
