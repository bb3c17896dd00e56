import type * as compatible from '@ai-sdk/openai-compatible';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible-2';
import type * as newest from 'ai';
import * as ai from 'ai-6';
import { aiDriver } from '../ai-driver.ts';
import type { Driver } from '../driver.ts';

/** Under the types of the newest. */
const library = ai as unknown as typeof newest;
const createProvider = createOpenAICompatible as unknown as typeof compatible.createOpenAICompatible;

export const driver: Driver = aiDriver('ai 6', library, createProvider);
