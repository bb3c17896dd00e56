import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Driver } from '../driver.ts';

/** Where the oldest LangChain is installed; it comes in packages that have to find each other. */
const OLDEST = pathToFileURL(join(import.meta.dirname, '..', '..', '..', 'oldest', 'package.json')).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier.startsWith('@langchain/')) return nextResolve(specifier, { ...context, parentURL: OLDEST });
    // Errors of the client of OpenAI are known by their classes: those of the client that this LangChain brings.
    const isClient = specifier === 'openai';
    if (!isClient) return nextResolve(specifier, context);
    const { url } = nextResolve('@langchain/openai', { ...context, parentURL: OLDEST });
    return nextResolve(specifier, { ...context, parentURL: url });
  },
});

const { langchainDriver } = await import('../langchain-driver.ts');

export const driver: Driver = langchainDriver;
