import { describe, expect, it } from 'vitest';
import { compileCondition, compilePattern } from './condition.ts';

describe('pattern', () => {
  it.each([
    ['gpt-5', 'gpt-5', true],
    ['gpt-5', 'gpt-5-mini', false],
    ['gpt-*', 'gpt-5', true],
    ['*-mini', 'gpt-5-mini', true],
    ['*', '', true],
    ['a*a', 'a', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c', false],
    ['*ab*ab', 'ab', false],
    ['a.c', 'abc', false],
  ])('%s on %s: %s', (pattern, value, expected) => {
    expect(compilePattern(pattern)(value)).toBe(expected);
  });
});

describe('condition', () => {
  const facts = {
    number: 1,
    method: 'POST',
    path: '/v1/chat/completions',
    model: 'gpt-5',
    streaming: true,
    headers: { 'x-team': 'blue' },
    body: '{"messages":[]}',
  };

  it('holds when nothing is asked', () => {
    expect(compileCondition()(facts)).toBe(true);
  });

  it.each([
    [{ method: 'post' }, true],
    [{ method: 'GET' }, false],
    [{ path: '/v1/*' }, true],
    [{ path: '/v2/*' }, false],
    [{ model: 'gpt-*' }, true],
    [{ model: 'claude-*' }, false],
    [{ stream: true }, true],
    [{ stream: false }, false],
    [{ header: { 'X-Team': '*' } }, true],
    [{ header: { 'x-team': 'red' } }, false],
    [{ header: { 'x-other': '*' } }, false],
    [{ contains: 'messages' }, true],
    [{ contains: 'embedding' }, false],
    [{ model: 'gpt-*', stream: false }, false],
  ])('%j: %s', (condition, expected) => {
    expect(compileCondition(condition)(facts)).toBe(expected);
  });
});
