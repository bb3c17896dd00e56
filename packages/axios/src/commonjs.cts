// Types only. axios has a second set of types for CommonJS programs, which an ES module cannot reach: this file can.
import type { AxiosInstance, AxiosStatic } from 'axios';
import type { RequestOptions } from './request-options.ts' with { 'resolution-mode': 'import' };

declare module 'axios' {
  interface AxiosRequestConfig {
    /** What this request says for itself; `false` sends it without the policy. */
    breakwater?: RequestOptions | false | undefined;
  }
}

export type CommonJsInstance = AxiosInstance;
export type CommonJsStatic = AxiosStatic;
