import type { RuleFile, TextRow } from './rule.ts';
import type { Reason } from './reference.ts';
import { anthropic } from './rules/anthropic.ts';
import { aws } from './rules/aws.ts';
import { gateways } from './rules/gateways.ts';
import { google } from './rules/google.ts';
import { network } from './rules/network.ts';
import { openai } from './rules/openai.ts';
import { providers } from './rules/providers.ts';
import { wording } from './rules/wording.ts';

/** A rule that applied: the reason, and the row's name. */
export interface Match {
  readonly reason: Reason;
  readonly rule: string;
}

/** A message rule, ready to be tried. */
export interface TextMatch extends Match {
  readonly pattern: RegExp;
}

/** The rule files, made ready for look-up. */
export interface RuleIndex {
  readonly codes: ReadonlyMap<string, Match>;
  readonly general: ReadonlyMap<string, Match>;
  readonly vague: ReadonlyMap<string, Match>;
  readonly texts: readonly TextMatch[];
  readonly lastTexts: readonly TextMatch[];
}

/** In this order the messages are tried. A new provider is one more file here. */
const FILES: readonly RuleFile[] = [anthropic, openai, google, aws, providers, gateways, network, wording];

let index: RuleIndex | undefined;

/** The index; built at first use, because nothing runs at import. */
export function ruleIndex(): RuleIndex {
  return (index ??= {
    codes: codeMap('codes'),
    general: codeMap('general'),
    vague: codeMap('vague'),
    texts: textList('texts'),
    lastTexts: textList('lastTexts'),
  });
}

function codeMap(strength: 'codes' | 'general' | 'vague'): ReadonlyMap<string, Match> {
  const map = new Map<string, Match>();
  for (const file of FILES) {
    for (const [reason, codes] of file[strength] ?? []) {
      for (const code of codes.split(' ')) map.set(normalizeCode(code), { reason, rule: `${file.name}/${code}` });
    }
  }
  return map;
}

function textList(strength: 'texts' | 'lastTexts'): readonly TextMatch[] {
  return FILES.flatMap((file) =>
    (file[strength] ?? []).map(([reason, pattern]: TextRow) => ({ reason, pattern, rule: `${file.name}/${reason}` })),
  );
}

/** `litellm.RateLimitError`, `rate_limit_error` and `RATE_LIMIT` are one code: `ratelimit`. */
export function normalizeCode(code: string): string {
  return code
    .slice(1 + Math.max(code.lastIndexOf('.'), code.lastIndexOf('#'), code.lastIndexOf('/')))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
    .replace(/(?:error|exception)$/, '');
}
