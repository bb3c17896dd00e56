// What a CommonJS program sees: axios's other set of types, with the same options in it.
import type { AxiosInstance, AxiosRequestConfig, AxiosStatic } from 'axios';
import type { attach, AttachOptions } from './index.ts' with { 'resolution-mode': 'import' };

declare const instance: AxiosInstance;
export type Accepted = Parameters<typeof attach>[0];
instance satisfies Accepted;
({}) as AxiosStatic satisfies AttachOptions['axios'];
({ breakwater: { priority: 1, deadline: '20s' } }) satisfies AxiosRequestConfig;
void instance.get('/', { breakwater: false });
// @ts-expect-error a deadline is a time
({ breakwater: { deadline: true } }) satisfies AxiosRequestConfig;
