import { createBreakwater } from '@breakwater/core';
import OpenAI, { AzureOpenAI, type ClientOptions } from 'openai';
import { expectTypeOf } from 'vitest';
import { perRequest, withBreakwater } from './index.ts';

const breakwater = createBreakwater();

const client = new OpenAI(withBreakwater(breakwater, { apiKey: 'k', timeout: 1_000, maxRetries: 3 }));
void new AzureOpenAI(withBreakwater(breakwater, { apiKey: 'k', endpoint: 'https://a.test', apiVersion: '1' }));
declare const given: ClientOptions;
void new OpenAI(withBreakwater(breakwater, given, { target: 'openai', idempotencyKeys: true }));
void client.withOptions(withBreakwater(breakwater, {}));
void client.models.list({ timeout: 1, ...perRequest({ deadline: '20s', priority: 1, target: 'a' }) });
void client.models.list(perRequest(false));
expectTypeOf(withBreakwater(breakwater, { apiKey: 'k' })).toHaveProperty('apiKey');
// @ts-expect-error a deadline is a time
perRequest({ deadline: true });
// @ts-expect-error no option of a client
void new OpenAI(withBreakwater(breakwater, { apiKey: 7 }));
