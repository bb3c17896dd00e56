import type { RequestOptions } from '@breakwater/core/adapter';

declare module 'axios' {
  // Without the type parameters of the original: their number differs between the versions of axios.
  interface AxiosRequestConfig {
    /** What this request says for itself, defaults of the instance merged in; `false` sends it without the policy. */
    breakwater?: RequestOptions | false | undefined;
  }
}

export type { RequestOptions };
