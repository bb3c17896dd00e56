import { describe, expect, it } from 'vitest';
import { ruleIndex } from './rule-index.ts';
import { alibaba } from './rules/alibaba.ts';
import { anthropic } from './rules/anthropic.ts';
import { aws } from './rules/aws.ts';
import { gateways } from './rules/gateways.ts';
import { google } from './rules/google.ts';
import { network } from './rules/network.ts';
import { openai } from './rules/openai.ts';
import { providers } from './rules/providers.ts';
import { wording } from './rules/wording.ts';

describe('the index of the rules', () => {
  // One test: the index is made when it is first asked for, and kept.
  it('holds the rows of all files, each under the name of its file and its reason', () => {
    const { codes, texts } = ruleIndex();
    const files = [alibaba, anthropic, openai, google, aws, providers, gateways, wording, network];
    const written = files.flatMap((file) =>
      (file.codes ?? []).flatMap(([reason, list]) =>
        list.split(' ').map((code) => [code, { reason, rule: `${file.name}/${reason}` }] as const),
      ),
    );
    expect(codes).toEqual(new Map(written));
    const found = texts.first('invalid subscription key', () => true);
    expect(found).toMatchObject({ reason: 'invalid_api_key', rule: 'openai/invalid_api_key', code: 401 });
    expect(ruleIndex().codes).toBe(codes);
  });
});
