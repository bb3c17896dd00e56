import { describe, expect, it } from 'vitest';

import { readSpecimens, SHAPES, SPECIMEN_FILES } from '../../test/specimens.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { evidenceOf } from './evidence.ts';
import { gateways } from './rules/gateways.ts';
import { google } from './rules/google.ts';
import { network } from './rules/network.ts';
import { openai } from './rules/openai.ts';
import { wording } from './rules/wording.ts';
import { TextRows } from './text-rows.ts';
import type { TextMatch } from './text-rows.ts';

const any = (): boolean => true;

function rowsOf(...patterns: readonly RegExp[]): readonly TextMatch[] {
  return patterns.map((pattern) => ({ pattern, reason: 'unknown', rule: pattern.source, code: 0 }));
}

function first(text: string, ...patterns: readonly RegExp[]): string | undefined {
  return new TextRows(rowsOf(...patterns)).first(text, any)?.rule;
}

describe('text rows', () => {
  it('give the first row that matches, wherever in the text the others do', () => {
    expect(first('overloaded, no credit', /credit/, /overload/)).toBe('credit');
    expect(first('overloaded, no credit', /overload/, /credit/)).toBe('overload');
    expect(first('all is well', /overload/, /credit/)).toBeUndefined();
  });

  it('pass over rows that do not apply', () => {
    const rows = new TextRows(rowsOf(/credit/, /overload/));
    expect(rows.first('overloaded, no credit', ({ rule }) => rule !== 'credit')?.rule).toBe('overload');
  });

  it('try only rows whose needle is in the text, and those that have none', () => {
    const rows = new TextRows(rowsOf(/credit/, /overload/, /\d{3}/));
    const tried = (text: string): string[] => {
      const names: string[] = [];
      rows.first(text, ({ rule }) => names.push(rule) === 0);
      return names;
    };
    expect(tried('overloaded, and it increases')).toEqual(['overload', '\\d{3}']);
    expect(tried('all is well')).toEqual(['\\d{3}']);
  });

  it('try a row that has no needle on every text', () => {
    expect(first('402', /\d{3}/)).toBe('\\d{3}');
    expect(first('overloaded: 402', /overload/, /\d{3}/)).toBe('overload');
  });

  it('find a needle at the beginning, at the end and across others', () => {
    expect(first('timeout', /timeout/)).toBe('timeout');
    expect(first('out of timeout', /timeout/)).toBe('timeout');
    expect(first('timeouts', /timeout \d/, /outs/)).toBe('outs');
    expect(first('no 余额 left', /余额/)).toBe('余额');
    expect(first('余额', /余额/)).toBe('余额');
    expect(first('a无效的api', /无效的(令牌|api)/)).toBe('无效的(令牌|api)');
  });

  it('share a needle', () => {
    expect(first('limit of two', /limit of one/, /limit of two/)).toBe('limit of two');
    expect(first('limit two', /limit.{0,3}one/, /limit.{0,3}two/)).toBe('limit.{0,3}two');
  });

  it('remember nothing of the text before', () => {
    const rows = new TextRows(rowsOf(/limit.{0,3}one/, /two|limit/));
    expect(rows.first('limit one', any)?.rule).toBe('limit.{0,3}one');
    expect(rows.first('two', any)?.rule).toBe('two|limit');
    expect(rows.first('one', any)).toBeUndefined();
  });

  it('give the same row as trying them all, on every specimen and on halves of two put together', () => {
    const patterns = [openai, google, gateways, wording, network].flatMap(({ texts = [], lastTexts = [] }) =>
      [...texts, ...lastTexts].map(([, pattern]) => pattern),
    );
    const texts = SPECIMEN_FILES.flatMap((file) => readSpecimens(file))
      .flatMap((specimen) => Object.values(SHAPES).map((shape) => evidenceOf(shape(specimen)).text))
      .filter((text) => text !== '');
    const random = seededRandom(4);
    const half = (): string => {
      const text = texts[Math.floor(random() * texts.length)] ?? '';
      return random() < 0.5 ? text.slice(0, random() * text.length) : text.slice(random() * text.length);
    };
    const rows = new TextRows(rowsOf(...patterns));
    for (const text of [...texts, ...Array.from({ length: 2_000 }, () => half() + half())]) {
      const row = rows.first(text, any)?.rule;
      expect({ text, row }).toEqual({ text, row: patterns.find((pattern) => pattern.test(text))?.source });
    }
  });

  it('have no flag that changes what a letter means, in all rule files', () => {
    for (const file of [openai, google, gateways, wording, network]) {
      for (const [, pattern] of [...(file.texts ?? []), ...(file.lastTexts ?? [])]) {
        expect(pattern.flags).toMatch(/^m?$/);
      }
    }
  });
});
