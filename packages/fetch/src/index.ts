export type {
  AttemptInfo,
  AttemptRequest,
  Fetch,
  FetchOptions,
  PolicyFetch,
  PolicyRequestInit,
  RequestFacts,
} from './fetch-options.ts';
export { withPolicy } from './with-policy.ts';
