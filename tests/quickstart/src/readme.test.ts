import { readmeOf, runProgram } from '@breakwater/tests-kit/readme';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Where all that the programs import is installed. */
const HERE: string = join(import.meta.dirname, '..');
const readme = readmeOf(join(HERE, '..', '..'));
const [program = '', stacks = ''] = readme.blocks('ts');
const [policy = ''] = readme.blocks('json');

/** The libraries that a line of the README uses, and what its reader does next, on an upstream that fails once. */
const NEXT: Readonly<Record<string, { readonly before: string; readonly after: string; readonly prints: string }>> = {
  '@breakwater/openai': {
    before: "import OpenAI from 'openai'; const apiKey = 'k';",
    after: `const asked = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'Hello' }] };
      console.log((await openai.chat.completions.create(asked)).object, requests());`,
    prints: 'chat.completion 2',
  },
  '@breakwater/langchain': {
    before: "import { ChatOpenAI } from '@langchain/openai';",
    after: "console.log((await model.invoke('Hello')).text.split(' ').length > 5, requests());",
    prints: 'true 2',
  },
  '@breakwater/fetch': {
    before: '',
    after: 'console.log((await safeFetch(`${base}/models`)).status, requests());',
    prints: '200 2',
  },
  '@breakwater/express': {
    before: `import express from 'express'; const app = express();
      app.get('/', () => breakwater.run('gpt-5', () => Promise.reject(Object.assign(new Error(), { status: 401 }))));`,
    after: "console.log(await statusOf(app, '/'));",
    prints: '502',
  },
  '@breakwater/dashboard': {
    before: "import express from 'express'; const app = express();",
    after: "console.log(await statusOf(app, '/_breakwater/'));",
    prints: '200',
  },
  '@breakwater/opentelemetry': {
    before: '',
    after: "console.log(await breakwater.run('gpt-5', async () => 'answered'));",
    prints: 'answered',
  },
};

const START = `
  import { startChaos } from '@breakwater/chaos';
  import { createBreakwater } from '@breakwater/core';
  const chaos = await startChaos();
  const plan = chaos.plan(['503', 'ok']);
  const base = plan + '/v1';
  const requests = () => chaos.requestsOf(plan).length;
  Object.assign(process.env, { OPENAI_BASE_URL: base, OPENAI_API_KEY: 'k' });
  const breakwater = createBreakwater({ retry: { base: '1ms' } });
  async function statusOf(app: { listen(port: number, host: string, done: () => void): any }, path: string) {
    const server = await new Promise<any>((resolve) => { const made = app.listen(0, '127.0.0.1', () => resolve(made)); });
    const { status } = await fetch('http://127.0.0.1:' + server.address().port + path);
    server.close();
    return status;
  }
`;

/** Each line, and the package that its comment names. */
const LINES = stacks
  .trim()
  .split('\n')
  .map((line) => [/\/\/ (@breakwater\/[a-z]+)/.exec(line)?.[1] ?? 'none', line] as const);

describe('the README of the project', () => {
  it('shows a line for each of these packages', () => {
    expect(LINES.map(([name]) => name)).toEqual(Object.keys(NEXT));
  });

  it.each(LINES)('shows a line that works: %s', async (name, line) => {
    const exported = Object.keys((await import(name)) as object).filter((word) => line.includes(`${word}(`));
    const { before, after, prints } = NEXT[name]!;
    const imports = `import { ${exported.join(', ')} } from '${name}';`;
    const code = [START, imports, before, line, after, 'await chaos.close();'].join('\n');
    expect(await runProgram(code, HERE)).toBe(`${prints}\n`);
  });

  it('shows a policy and a program that explains what went wrong', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'breakwater-quickstart-'));
    try {
      writeFileSync(join(directory, 'breakwater.json'), policy);
      const before = `
        import { startChaos } from '@breakwater/chaos';
        const chaos = await startChaos();
        const gatewayUrl = chaos.plan(['401']) + '/v1';
        process.chdir(${JSON.stringify(directory)});
        console.error = console.log;
      `;
      const local = program.replace("'https://gateway.example.com/v1'", 'gatewayUrl');
      expect(local).not.toBe(program);
      const printed = await runProgram([before, local, 'await chaos.close();'].join('\n'), HERE);
      expect(printed).toContain('401 Unauthorized');
      expect(printed).toMatch(/^ +solution: +Verify the API key/m);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
