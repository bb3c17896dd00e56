import type { RequestOptions } from '@breakwater/core/adapter';

/** Request options of the client that carry what one request says for itself; nothing of it goes over the wire. */
export interface PerRequest {
  fetchOptions: { readonly [key: string]: never };
}

/**
 * What one request says for itself, as request options of the client: `create(params, perRequest({ deadline: '20s' }))`.
 * With other request options: `{ timeout: 5_000, ...perRequest({ … }) }`.
 *
 * @param options - `false` sends the request without the policy.
 */
export function perRequest(options: RequestOptions | false): PerRequest {
  // The client hands unknown fields of `fetchOptions` to its fetch, which is ours.
  return { fetchOptions: { breakwater: options as never } };
}
