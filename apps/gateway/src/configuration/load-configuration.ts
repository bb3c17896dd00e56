import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parsePolicy, type Policy, PolicyError } from '@breakwater/core';
import type { Configuration } from './configuration.ts';
import { ConfigurationError } from './configuration-error.ts';
import { checkFallbacks, readConfiguration } from './read-configuration.ts';

/**
 * Reads the gateway's file and the policy that it names.
 *
 * @throws ConfigurationError for what cannot be read, is no JSON, or makes no sense.
 */
export async function loadConfiguration(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly configuration: Configuration; readonly policy: Policy }> {
  const { configuration, policyPath } = readConfiguration(await readJson(path), environment, path);
  const policyFile = resolve(dirname(path), policyPath);
  try {
    const policy = parsePolicy(await readJson(policyFile));
    checkFallbacks(policy, configuration, policyFile);
    return { configuration, policy };
  } catch (error) {
    if (error instanceof PolicyError) throw new ConfigurationError(policyFile, [error.message]);
    throw error;
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw new ConfigurationError(path, [error instanceof Error ? error.message : String(error)]);
  }
}
