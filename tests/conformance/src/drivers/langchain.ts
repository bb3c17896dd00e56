import type { Driver } from '../driver.ts';
import { langchainDriver } from '../langchain-driver.ts';

export const driver: Driver = langchainDriver;
