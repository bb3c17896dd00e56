import { startChaos } from '@breakwater/chaos';
import { createBreakwater } from '@breakwater/core';
import { SimpleChatModel } from '@langchain/core/language_models/chat_models';
import { ChatOpenAI } from '@langchain/openai';
import { describe, expect, it } from 'vitest';
import { caught, FAST } from '../test/set-up.ts';
import { withBreakwater } from './index.ts';

const NO_MONEY = '429:variant=insufficient_quota';

/** A model without a client of an SDK: it calls its provider in a way of its own. */
class OwnModel extends SimpleChatModel {
  readonly apiKey: string;

  constructor(apiKey: string) {
    super({});
    this.apiKey = apiKey;
  }

  override _llmType(): string {
    return 'own';
  }

  override _call(): Promise<string> {
    if (this.apiKey === 'rich') return Promise.resolve('fine');
    return Promise.reject(Object.assign(new Error('no money'), { status: 429, code: 'insufficient_quota' }));
  }
}

describe('of two models with a key each, the one without money', () => {
  it('pauses by itself, governed over the wire', async () => {
    await using chaos = await startChaos();
    const base = chaos.plan([NO_MONEY, 'ok']);
    const breakwater = createBreakwater(FAST);
    const modelOf = (apiKey: string): ChatOpenAI =>
      withBreakwater(breakwater, new ChatOpenAI({ model: 'gpt-5', apiKey, configuration: { baseURL: `${base}/v1` } }));
    expect(await caught(modelOf('sk-broke').invoke('hello'))).toMatchObject({ status: 429 });
    expect((await modelOf('sk-rich').invoke('hello')).text).not.toBe('');
    await caught(modelOf('sk-broke').invoke('hello'));
    expect(chaos.requestsOf(base)).toHaveLength(2);
  });

  it('pauses by itself, governed by its methods', async () => {
    const breakwater = createBreakwater(FAST);
    const [broke, rich] = [new OwnModel('broke'), new OwnModel('rich')];
    await caught(withBreakwater(breakwater, broke).invoke('hello'));
    expect((await withBreakwater(breakwater, rich).invoke('hello')).text).toBe('fine');
    expect(await caught(withBreakwater(breakwater, broke).invoke('hello'))).toMatchObject({
      code: 'credential-paused',
    });
  });

  it('pauses under the name that is given for it', async () => {
    const breakwater = createBreakwater(FAST);
    await caught(withBreakwater(breakwater, new OwnModel('broke'), { credential: 'team-a' }).invoke('hello'));
    const [target] = Object.values(breakwater.snapshot().targets);
    expect(target?.paused).toMatchObject([{ credential: 'team-a' }]);
  });
});
