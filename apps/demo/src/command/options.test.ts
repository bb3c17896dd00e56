import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError } from './options.ts';

describe('the options', () => {
  it('are off unless given', () => {
    expect(parseOptions([])).toEqual({ short: false, json: false, stay: false, help: false });
    expect(parseOptions(['--short', '--json'])).toEqual({ short: true, json: true, stay: false, help: false });
    expect(parseOptions(['-h'])).toMatchObject({ help: true });
  });

  it('may stand behind the -- of a package manager', () => {
    expect(parseOptions(['--', '--short'])).toMatchObject({ short: true });
  });

  it.each([['--shrot'], ['--short=yes'], ['full']])('refuses %s, and says what there is', (arg) => {
    expect(() => parseOptions([arg])).toThrow(UsageError);
    expect(() => parseOptions([arg])).toThrow(/Options: --short, --stay, --json, --help\.$/);
  });
});
