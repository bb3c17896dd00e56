import { createBreakwater } from '@breakwater/core';
import axios, { type AxiosRequestConfig, create } from 'axios';
import { expectTypeOf } from 'vitest';
import { attach, type RequestOptions } from './index.ts';

const breakwater = createBreakwater();
const instance = create({ breakwater: { priority: 1 } });

expectTypeOf(attach(instance, breakwater)).toEqualTypeOf<() => void>();
attach(axios, breakwater, {
  target: ({ url }) => url,
  beforeAttempt: ({ headers }, { number, target }) => void headers.set('x-attempt', `${number} ${target}`),
});

expectTypeOf<AxiosRequestConfig['breakwater']>().toEqualTypeOf<RequestOptions | false | undefined>();
void instance.get('/', { breakwater: false });
void instance.get('/', { breakwater: { target: 'a', deadline: '20s', priority: 1, idempotent: true } });
// @ts-expect-error a policy is no matter of one request
void instance.get('/', { breakwater: { retry: { max: 5 } } });
// @ts-expect-error a deadline is a time
void instance.get('/', { breakwater: { deadline: true } });
// @ts-expect-error only what axios.create() returns
attach({}, breakwater);
