import { codeOf } from './reference.ts';
import type { Reason } from './reference.ts';
import type { RuleFile, TextRow } from './rule.ts';
import { alibaba } from './rules/alibaba.ts';
import { anthropic } from './rules/anthropic.ts';
import { aws } from './rules/aws.ts';
import { gateways } from './rules/gateways.ts';
import { google } from './rules/google.ts';
import { network } from './rules/network.ts';
import { openai } from './rules/openai.ts';
import { providers } from './rules/providers.ts';
import { wording } from './rules/wording.ts';
import { TextRows } from './text-rows.ts';
import type { Match, TextMatch } from './text-rows.ts';

/** The rule files, made ready for look-up. */
export interface RuleIndex {
  readonly codes: ReadonlyMap<string, Match>;
  readonly texts: TextRows;
  readonly lastTexts: TextRows;
}

let index: RuleIndex | undefined;

/** The index; built at first use, because nothing runs at import. A new provider is one more file in this list. */
export function ruleIndex(): RuleIndex {
  return (index ??= build([alibaba, anthropic, openai, google, aws, providers, gateways, wording, network]));
}

function build(files: readonly RuleFile[]): RuleIndex {
  const codes = new Map<string, Match>();
  const texts: TextMatch[] = [];
  const lastTexts: TextMatch[] = [];
  for (const file of files) {
    const match = (reason: Reason): Match => ({ reason, rule: `${file.name}/${reason}` });
    for (const [reason, list] of file.codes ?? []) for (const code of list.split(' ')) codes.set(code, match(reason));
    const row = ([reason, pattern]: TextRow): TextMatch => ({ ...match(reason), pattern, code: codeOf(reason) ?? 0 });
    texts.push(...(file.texts ?? []).map(row));
    lastTexts.push(...(file.lastTexts ?? []).map(row));
  }
  return { codes, texts: new TextRows(texts), lastTexts: new TextRows(lastTexts) };
}
