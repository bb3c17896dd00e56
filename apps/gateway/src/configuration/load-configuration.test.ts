import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from './load-configuration.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gateway-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Loads a gateway's files. */
async function load(gateway: string, policy: string): Promise<unknown> {
  await writeFile(join(directory, 'gateway.json'), gateway);
  await writeFile(join(directory, 'breakwater.json'), policy);
  return loadConfiguration(join(directory, 'gateway.json'), {});
}

const GATEWAY = JSON.stringify({ upstreams: { a: { openai: 'http://127.0.0.1:1/v1' } }, models: { m: 'a/m' } });

describe('the files of a gateway', () => {
  it('are read together', async () => {
    expect(await load(GATEWAY, '{"retry":{"max":5}}')).toMatchObject({
      configuration: { models: { m: 'a/m' } },
      policy: { retry: { max: 5 } },
    });
  });

  it.each([
    ['{', '{}', /gateway\.json cannot be used:\n {2}- .*JSON/],
    [GATEWAY, '{"retry":{"mx":5}}', /breakwater\.json cannot be used:\n {2}- .*retry\.mx/s],
    [GATEWAY, '{"fallback":["b/m"]}', /breakwater\.json cannot be used:\n {2}- fallback: "b\/m"/],
  ])('are refused with the name of the one that is wrong: %#', async (gateway, policy, message) => {
    await expect(load(gateway, policy)).rejects.toThrow(message);
  });

  it('are refused where one is missing', async () => {
    await expect(loadConfiguration(join(directory, 'other.json'), {})).rejects.toThrow(/other\.json cannot be used/);
  });
});
