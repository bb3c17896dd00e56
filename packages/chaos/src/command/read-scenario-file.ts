import { promises as files } from 'node:fs';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { ScenarioError } from '../scenario/scenario-error.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** The scenario file cannot be used. The message names the file and everything that is wrong. */
export class ScenarioFileError extends Error {
  override readonly name = 'ScenarioFileError';
}

/** Reads and checks a scenario. @throws ScenarioFileError */
export async function readScenarioFile(path: string): Promise<Scenario> {
  let text: string;
  try {
    text = await files.readFile(path, 'utf8');
  } catch (error) {
    throw new ScenarioFileError(`${path}: cannot be read: ${(error as Error).message}`, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ScenarioFileError(`${path}: not JSON: ${(error as Error).message}`, { cause: error });
  }
  try {
    return parseScenario(value);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new ScenarioFileError(`${path}: ${error.message}`, { cause: error });
  }
}
