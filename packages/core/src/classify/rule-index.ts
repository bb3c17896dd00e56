import { codeOf } from './reference.ts';
import type { Reason } from './reference.ts';
import type { RuleFile } from './rule.ts';
import { alibaba } from './rules/alibaba.ts';
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

/** A text row, ready to be tried. */
export interface TextMatch extends Match {
  readonly pattern: RegExp;
  /** The code that the reason belongs to; 0 for those that belong to none. */
  readonly code: number;
}

/** The rule files, made ready for look-up. */
export interface RuleIndex {
  readonly codes: ReadonlyMap<string, Match>;
  readonly texts: readonly Block[];
  readonly lastTexts: readonly Block[];
}

/** Text rows that stand together. Most texts match none of them, which one pattern tells faster than a dozen. */
export interface Block {
  readonly any: RegExp;
  readonly rows: readonly TextMatch[];
}

/** Rows in a block: with fewer there are more to try, with more each is slower. */
const ROWS_PER_BLOCK = 10;

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
    for (const [reason, pattern] of file.texts ?? [])
      texts.push({ ...match(reason), pattern, code: codeOf(reason) ?? 0 });
    for (const [reason, pattern] of file.lastTexts ?? [])
      lastTexts.push({ ...match(reason), pattern, code: codeOf(reason) ?? 0 });
  }
  return { codes, texts: inBlocks(texts), lastTexts: inBlocks(lastTexts) };
}

function inBlocks(rows: readonly TextMatch[]): readonly Block[] {
  const blocks: Block[] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_BLOCK) {
    const block = rows.slice(start, start + ROWS_PER_BLOCK);
    const any = new RegExp(block.map(({ pattern }) => `(?:${pattern.source})`).join('|'), 'm');
    blocks.push({ any, rows: block });
  }
  return blocks;
}
