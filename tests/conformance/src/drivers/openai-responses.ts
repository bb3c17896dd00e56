import * as openai from 'openai';
import { VERSION } from 'openai/version';
import type { Driver } from '../driver.ts';
import { openaiDriver } from '../openai-driver.ts';

export const driver: Driver = openaiDriver(VERSION, openai, 'responses');
