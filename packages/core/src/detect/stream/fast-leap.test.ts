import { array, assert, constantFrom, integer, nat, oneof, property, record, string, tuple } from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EventTemplate, viewOf } from './event-template.ts';
import { FastLeap } from './fast-leap.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An event with a hole of each kind, and fixed parts that are longer and shorter than a block. */
const event = (text: string, number = '7', padding = 'abc'): string =>
  `data: {"id":"chatcmpl-1","sequence_number":${number},"choices":[{"delta":{"content":${text}}}],"p":"${padding}"}\n\n`;
const other = (text: string): string => `{"model":"llama","response":${text},"done":false}\n`;

const TEMPLATE = EventTemplate.of(bytesOf(event('"Hello"')), 5)!;
const OTHER = EventTemplate.of(bytesOf(other('"Hello"')), 5)!;
const FAST = FastLeap.make()!;

/** An event that says these bytes. */
function said(text: Uint8Array): Uint8Array {
  const [before, after] = event('"<>"').split('<>').map(bytesOf);
  return Buffer.concat([before!, text, after!]);
}

interface Passed {
  readonly at: number;
  readonly events: number;
  readonly characters: number;
}

function fast(bytes: Uint8Array, from = 0, template = TEMPLATE, isSteady = false): Passed {
  const at = FAST.leap(template.program!, bytes, from, isSteady);
  return { at, events: FAST.events, characters: FAST.characters };
}

/** What the template itself passes over, at most so many events. */
function slow(bytes: Uint8Array, most = Infinity): Passed {
  const passed = { at: 0, events: 0, characters: 0 };
  while (passed.events < most) {
    const end = TEMPLATE.match(bytes, viewOf(bytes), passed.at);
    if (end < 0) break;
    passed.at = end;
    passed.events++;
    passed.characters += TEMPLATE.characters;
  }
  return passed;
}

/** As JSON may write a text: as it is, or all that is not ASCII escaped. */
const written = oneof(string(), string({ unit: 'binary' }), string({ unit: 'grapheme', maxLength: 40 })).chain((text) =>
  constantFrom(
    JSON.stringify(text),
    JSON.stringify(text).replaceAll('/', String.raw`\/`),
    JSON.stringify(text).replaceAll(
      /[\u007F-\uFFFF]/g,
      (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, '0'),
    ),
  ),
);
const digits = constantFrom('0', '7', '1750000113', '123456789012345');

describe('the fast leap', () => {
  it('passes over every event that the template matches, and counts the same', () => {
    const events = array(tuple(written, digits, constantFrom('a', '\u007F', 'x'.repeat(40))), {
      minLength: 1,
      maxLength: 30,
    });
    assert(
      property(events, nat(3), (all, shift) => {
        const texts = all.map(([text, number, padding]) => event(text === '""' ? '"."' : text, number, padding));
        const bytes = bytesOf('#'.repeat(shift) + texts.join(''));
        const expected = slow(bytes.subarray(shift));
        expect(expected.at).toBe(bytes.length - shift);
        expect(fast(bytes, shift)).toEqual({ ...expected, at: bytes.length });
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('passes over nothing that the template does not match, whatever bytes come', () => {
    const odd = constantFrom(
      0,
      10,
      13,
      0x20,
      0x22,
      0x30,
      0x5c,
      0x7f,
      0x80,
      0xbf,
      0xc0,
      0xc2,
      0xe0,
      0xed,
      0xf0,
      0xf4,
      0xff,
    );
    const noise = array(record({ at: nat(), byte: oneof(odd, nat(255)) }), { minLength: 1, maxLength: 4 });
    assert(
      property(
        array(written, { minLength: 1, maxLength: 6 }),
        noise,
        integer({ min: 0, max: 9 }),
        (texts, all, less) => {
          const bytes = bytesOf(texts.map((text) => event(text)).join(''));
          for (const { at, byte } of all) bytes[at % bytes.length] = byte;
          const passed = fast(bytes.subarray(0, bytes.length - less));
          expect(passed).toEqual(slow(bytes.subarray(0, bytes.length - less), passed.events));
        },
      ),
      { seed: 13, numRuns: 2_000 },
    );
  });

  it.each([
    ['a character outside of Unicode', Uint8Array.of(0xf4, 0x90, 0x80, 0x80)],
    ['the first surrogate', Uint8Array.of(0xed, 0xa0, 0x80)],
    ['the last surrogate', Uint8Array.of(0xed, 0xbf, 0xbf)],
    ['two bytes where one would do', Uint8Array.of(0xc1, 0xbf)],
    ['three bytes where two would do', Uint8Array.of(0xe0, 0x9f, 0xbf)],
    ['four bytes where three would do', Uint8Array.of(0xf0, 0x8f, 0xbf, 0xbf)],
    ['a character that breaks off', Uint8Array.of(0xe4, 0xb8)],
    ['half of a character', Uint8Array.of(0x96)],
    ['an escape of too few digits', bytesOf(String.raw`\u12g4`)],
  ])('stops at %s', (_name, odd) => {
    expect(fast(said(odd)).events).toBe(0);
  });

  it('takes those bytes of one for a text, and those escapes, that JSON does', () => {
    const bytes = Array.from({ length: 256 }, (_byte, at) => at);
    const isText = (text: Uint8Array): boolean => {
      try {
        JSON.parse(`"${new TextDecoder('utf-8', { fatal: true }).decode(text)}"`);
        return true;
      } catch {
        return false;
      }
    };
    const texts = [...bytes.map((byte) => [byte]), ...bytes.map((byte) => [0x5c, byte])];
    for (const text of texts.map((codes) => Uint8Array.from(codes))) {
      expect([...text, fast(said(text)).events]).toEqual([...text, isText(text) ? 1 : 0]);
    }
  });

  it.each(['', '01', '-1', '1.5', '1e3', '"7"', `${'1'.repeat(16)}${'x'.repeat(16)}`])(
    'stops at the number %s',
    (number) => {
      expect(fast(bytesOf(event('"Hi"', number))).events).toBe(0);
    },
  );

  it.each([
    ['an empty text', event('""')],
    ['padding that is not plain', event('"Hi"', '7', 'é')],
    ['no padding', event('"Hi"', '7', '')],
    ['another event', other('"Hi"')],
    ['nothing', ''],
  ])('stops at %s', (_name, text) => {
    expect(fast(bytesOf(text))).toEqual({ at: 0, events: 0, characters: 0 });
  });

  it('looks at pieces of any length', () => {
    const text = `"${'x'.repeat(50)}"`;
    const bytes = bytesOf(event(text).repeat(3_000) + other(text) + event(text).repeat(3_000));
    const expected = event(text).length * 3_000;
    expect(fast(bytes)).toEqual({ at: expected, events: 3_000, characters: 150_000 });
    expect(fast(bytes, 0, TEMPLATE, true)).toEqual(fast(bytes));
    expect(fast(bytes.subarray(0, expected - 1)).events).toBe(2_999);
  });

  it('goes on with an event that has begun before', () => {
    const bytes = bytesOf(event('"Hello"').repeat(40));
    for (let cut = 1; cut < event('"Hello"').length; cut++) {
      const rest = bytesOf('##');
      const piece = Buffer.concat([rest, bytes.subarray(cut)]);
      expect(FAST.leap(TEMPLATE.program!, piece, 2, false, bytes.subarray(0, cut))).toBe(piece.length);
      expect(FAST).toMatchObject({ events: 40, characters: 200 });
    }
  });

  it('passes over nothing where what has begun does not match, or is not whole yet', () => {
    const bytes = bytesOf(event('"Hello"'));
    const begun = bytes.slice(0, 30);
    expect(FAST.leap(TEMPLATE.program!, bytes.subarray(30, 60), 0, false, begun)).toBe(-30);
    begun[10] = 0x21;
    expect(FAST.leap(TEMPLATE.program!, Buffer.concat([bytes.subarray(30), bytes]), 0, true, begun)).toBe(-30);
    expect(FAST.events).toBe(0);
  });

  it('takes no byte for one of the piece that a longer piece left behind', () => {
    const bytes = bytesOf(event('"Hello"'));
    expect(fast(bytes).events).toBe(1);
    for (let length = bytes.length - 1; length >= 0; length--) expect(fast(bytes.subarray(0, length)).events).toBe(0);
  });

  it('serves streams of different kinds in turn', () => {
    for (let turn = 0; turn < 3; turn++) {
      expect(fast(bytesOf(event('"Hi"') + other('"Hi"')))).toMatchObject({ events: 1, characters: 2 });
      expect(fast(bytesOf(other('"you"') + event('"Hi"')), 0, OTHER)).toMatchObject({ events: 1, characters: 3 });
    }
  });
});

describe('where the fast leap may not be had', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is none without WebAssembly, or where a policy of security forbids code', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(FastLeap.make()).toBeUndefined();
    const forbid = (): never => {
      throw new Error('Wasm code generation disallowed by embedder');
    };
    vi.stubGlobal('WebAssembly', { Module: forbid });
    expect(FastLeap.make()).toBeUndefined();
  });

  it('is not tried in a page', async () => {
    vi.resetModules();
    const { fastLeap } = await import('./fast-leap.ts');
    vi.stubGlobal('process', undefined);
    const found = fastLeap();
    vi.unstubAllGlobals();
    expect(found).toBeUndefined();
  });

  it('is the same for all streams of a server', async () => {
    vi.resetModules();
    const { fastLeap, FastLeap: Fresh } = await import('./fast-leap.ts');
    expect(fastLeap()).toBeInstanceOf(Fresh);
    expect(fastLeap()).toBe(fastLeap());
  });
});
