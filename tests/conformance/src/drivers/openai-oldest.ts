import type * as newest from 'openai';
import * as openai from 'openai-6';
import { VERSION } from 'openai-6/version';
import type { Driver } from '../driver.ts';
import { openaiDriver } from '../openai-driver.ts';

/** Under the types of the newest. This major leaves a listener of its own on the signal of each call. */
export const driver: Driver = openaiDriver(VERSION, openai as unknown as typeof newest, 'chat', {
  listenersPerCall: 1,
});
