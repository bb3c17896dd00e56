import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(import.meta.resolve('./bin.ts'));

it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, and ends with exit code 0', async (signal) => {
  const child = spawn(process.execPath, [program, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if (out.includes('Admin')) child.kill(signal);
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(0);
  expect(out).toMatch(/^OpenAI {5}http:\/\/127\.0\.0\.1:\d+\/v1\n/);
});

it('ends with exit code 2 when the command line is wrong', async () => {
  const child = spawn(process.execPath, [program, '--port', 'x'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let error = '';
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(2);
  expect(error).toContain("--port: found 'x'");
});
