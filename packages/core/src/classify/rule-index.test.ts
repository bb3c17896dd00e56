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
  it('names a row by its file and its reason', () => {
    const { codes } = ruleIndex();
    expect(codes.get('CANCELLED')).toEqual({ reason: 'cancelled', rule: 'google/cancelled' });
    expect(codes.get('SERVICE_DISABLED')).toEqual({ reason: 'permission_denied', rule: 'google/permission_denied' });
  });

  it('knows the codes of the files, and no other', () => {
    const written = [alibaba, anthropic, openai, google, aws, providers, gateways, wording, network].flatMap(
      ({ codes = [] }) => codes.flatMap(([, list]) => list.split(' ')),
    );
    expect(new Set(ruleIndex().codes.keys())).toEqual(new Set(written));
  });

  it('is made once', () => {
    expect(ruleIndex()).toBe(ruleIndex());
  });
});
