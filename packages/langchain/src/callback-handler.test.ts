import { createBreakwater, type EventMap } from '@breakwater/core';
import { RunnableLambda } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import type { AIMessage } from '@langchain/core/messages';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { awaitAllCallbacks } from '@langchain/core/callbacks/promises';
import { describe, expect, it } from 'vitest';
import { caught, FAST, setUp } from '../test/set-up.ts';
import { BreakwaterCallbackHandler } from './index.ts';

const overloaded = (): Error => Object.assign(new Error('overloaded'), { status: 503 });

/** A handler, and what it has reported once LangChain is done with its callbacks. */
function listen() {
  const breakwater = createBreakwater(FAST);
  const events: EventMap['observed'][] = [];
  breakwater.on('observed', (event) => events.push(event));
  const callbacks = [new BreakwaterCallbackHandler(breakwater)];
  const reported = async (): Promise<string[]> => {
    await awaitAllCallbacks();
    return events.map(({ kind, target, classification }) => `${kind} ${target} ${classification?.code ?? 'fine'}`);
  };
  return { breakwater, callbacks, events, reported };
}

describe('the callback handler', () => {
  it('reports a model that is not governed: by provider and name, with its time and its tokens', async () => {
    await using test = await setUp(['ok', '401']);
    const { breakwater, callbacks, events, reported } = listen();
    await test.plain.invoke('hello', { callbacks });
    await caught(test.plain.invoke('hello', { callbacks }));
    expect(await reported()).toEqual(['llm openai/gpt-5 fine', 'llm openai/gpt-5 401']);
    expect(events[0]?.durationMs).toBeGreaterThan(0);
    const { tokens, calls, callsFailed } = breakwater.snapshot().targets['openai/gpt-5']!.figures;
    expect({ calls, callsFailed }).toEqual({ calls: 2, callsFailed: 1 });
    expect(tokens?.input).toBeGreaterThan(0);
    expect(tokens?.output).toBeGreaterThan(0);
  });

  it('adds only the tokens of a model that is governed, whose calls are counted already', async () => {
    await using test = await setUp(['503', 'ok', '401']);
    const callbacks = [new BreakwaterCallbackHandler(test.breakwater)];
    await test.model.invoke('hello', { callbacks });
    await caught(test.model.invoke('hello', { callbacks }));
    await awaitAllCallbacks();
    const { targets } = test.breakwater.snapshot();
    expect(Object.keys(targets)).toEqual([test.target]);
    expect(targets[test.target]?.figures).toMatchObject({ calls: 2, attempts: 3, callsFailed: 1 });
    expect(targets[test.target]?.figures.tokens?.output).toBeGreaterThan(0);
  });

  it('reads the tokens of a stream', async () => {
    await using test = await setUp(['ok']);
    const { breakwater, callbacks, reported } = listen();
    for await (const chunk of await test.plain.stream('hello', { callbacks })) void chunk;
    expect(await reported()).toEqual(['llm openai/gpt-5 fine']);
    expect(breakwater.snapshot().targets['openai/gpt-5']?.figures.tokens?.output).toBeGreaterThan(0);
  });

  it('counts a failure once, where it began, however many chains it passes through', async () => {
    const { callbacks, reported } = listen();
    const inner = RunnableLambda.from(() => {
      throw overloaded();
    }).withConfig({ runName: 'inner' });
    const middle = RunnableLambda.from((text: string) => text)
      .pipe(inner)
      .withConfig({ runName: 'middle' });
    const outer = RunnableLambda.from((text: string, config) => middle.invoke(text, config));
    await caught(outer.withConfig({ runName: 'outer', callbacks }).invoke('a'));
    expect(await reported()).toEqual(['chain chain/inner 503']);
  });

  it('reports a chain that was called from outside, and not its parts', async () => {
    const { callbacks, reported } = listen();
    const chain = RunnableLambda.from((text: string) => text).pipe(new FakeListChatModel({ responses: ['yes'] }));
    await chain.invoke('a', { callbacks, runName: 'answering' });
    expect(await reported()).toEqual(['llm FakeListChatModel fine', 'chain chain/answering fine']);
  });

  it('reports tools', async () => {
    const { callbacks, reported } = listen();
    const look = tool(() => 'found', { name: 'look', schema: { type: 'object', properties: {} } });
    const fail = tool(
      () => {
        throw overloaded();
      },
      { name: 'fail', schema: { type: 'object', properties: {} } },
    );
    await look.invoke({}, { callbacks });
    await caught(fail.invoke({}, { callbacks }));
    expect(await reported()).toEqual(['tool tool/look fine', 'tool tool/fail 503']);
  });

  it('takes a caller that left for no failure', async () => {
    const { breakwater, callbacks } = listen();
    const chain = RunnableLambda.from(() => new Promise<AIMessage>(() => undefined));
    await caught(chain.invoke('a', { callbacks, signal: AbortSignal.abort(), runName: 'a' }));
    await awaitAllCallbacks();
    expect(breakwater.snapshot().targets['chain/a']?.figures.callsFailed ?? 0).toBe(0);
  });
});
