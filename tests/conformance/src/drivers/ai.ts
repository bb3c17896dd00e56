import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import * as ai from 'ai';
import { aiDriver } from '../ai-driver.ts';
import type { Driver } from '../driver.ts';

export const driver: Driver = aiDriver('ai 7', ai, createOpenAICompatible);
