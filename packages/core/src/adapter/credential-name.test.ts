import { describe, expect, it } from 'vitest';

import { credentialIn, credentialName } from './credential-name.ts';

const KEY = 'sk-proj-planted0key0planted0key0';

function sent(headers: Readonly<Record<string, string>>, url?: string): string | undefined {
  return credentialIn((name) => headers[name], url);
}

describe('credentialName', () => {
  it('is the same for the same key, and another for another', () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => `sk-${index}`);
    const names = keys.map((key) => credentialName(key));
    expect(new Set(names).size).toBe(keys.length);
    expect(keys.map((key) => credentialName(key))).toEqual(names);
  });

  it('tells keys apart that differ in one character, wherever it is', () => {
    const keys = Array.from(KEY, (_, index) => `${KEY.slice(0, index)}_${KEY.slice(index + 1)}`);
    expect(new Set([KEY, ...keys].map((key) => credentialName(key))).size).toBe(new Set([KEY, ...keys]).size);
  });

  it('is short, and has no four characters of the key in a row', () => {
    const name = credentialName(KEY) ?? '';
    expect(name).toMatch(/^key-[\da-z]{2,14}$/);
    for (let at = 0; at + 4 <= KEY.length; at++) expect(name).not.toContain(KEY.slice(at, at + 4));
  });

  it('is none for no key', () => {
    expect(credentialName('')).toBeUndefined();
  });
});

describe('credentialIn', () => {
  it.each([
    ['authorization', `Bearer ${KEY}`],
    ['authorization', `bearer  ${KEY}`],
    ['authorization', `Basic ${KEY}`],
    ['authorization', `Token ${KEY}`],
    ['authorization', KEY],
    ['x-api-key', KEY],
    ['api-key', KEY],
    ['x-goog-api-key', KEY],
  ])('names the key in %s: %s as the key itself', (header, value) => {
    expect(sent({ [header]: value })).toBe(credentialName(KEY));
  });

  it.each([`https://a.test/v1?key=${KEY}`, `https://a.test/v1?alt=sse&key=${KEY}&x=1`, `/v1?key=${KEY}#end`])(
    'names the key in %s',
    (url) => {
      expect(sent({}, url)).toBe(credentialName(KEY));
    },
  );

  it('tells apart the keys of a provider behind one key of a gateway', () => {
    const both = (key: string): string | undefined => sent({ authorization: 'Bearer gateway', 'x-api-key': key });
    expect(both('one')).not.toBe(both('two'));
    expect(both('one')).toBe(both('one'));
  });

  it('names the account that signs a request of AWS, not the signature', () => {
    const signed = (signer: string, signature: string): string | undefined =>
      sent({
        authorization: `AWS4-HMAC-SHA256 Credential=${signer}/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=${signature}`,
      });
    expect(signed('AKIA1', 'aa')).toBe(signed('AKIA1', 'bb'));
    expect(signed('AKIA1', 'aa')).not.toBe(signed('AKIA2', 'aa'));
  });

  it.each([
    'Bearer eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2ln',
    'Digest username="me", realm="r", response="x"',
    'Signature keyId="a",signature="x"',
  ])('has no name for what is made anew all the time: %s', (authorization) => {
    expect(sent({ authorization })).toBeUndefined();
  });

  it('has none where no key is sent', () => {
    expect(sent({ 'content-type': 'application/json' }, 'https://a.test/v1?monkey=1')).toBeUndefined();
    expect(credentialIn(() => ['a', 'b'])).toBeUndefined();
  });
});
