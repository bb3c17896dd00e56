import { expect, it } from 'vitest';
import { Numbers } from './numbers.ts';

it('keeps all that is added, in order, and counts it', () => {
  const numbers = new Numbers();
  const places = Array.from({ length: 5_000 }, (_empty, index) => numbers.add(index / 7));
  expect(places).toEqual(Array.from({ length: 5_000 }, (_empty, index) => index));
  expect(Array.from(numbers.values)).toEqual(places.map((place) => place / 7));
  expect(new Numbers().values).toHaveLength(0);
});
