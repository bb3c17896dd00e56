import { hash, seededRandom } from '../random.ts';
import type { Origin, Question } from './dialect.ts';

const WORDS = (
  'the harbour wall holds while waves rise and fall against stone a calm tide follows each storm boats wait their turn ' +
  'near quiet water lamps mark where channel bends pilots watch wind read charts keep distance every signal has meaning ' +
  'when fog lifts ropes are cast crews return sails dry under morning light'
).split(' ');

/** The words of an answer. The same seed, model and prompt give the same words; the words mean nothing. */
export function answerWords(question: Question, origin: Origin): { words: readonly string[]; cutShort: boolean } {
  const full = origin.text === undefined ? madeUp(question, origin) : origin.text.split(/(?<=\s)/);
  const cutShort = question.maxWords !== undefined && question.maxWords < full.length;
  return { words: cutShort ? full.slice(0, question.maxWords) : full, cutShort };
}

function madeUp(question: Question, origin: Origin): string[] {
  const random = seededRandom(hash(origin.seed, question.model, question.prompt));
  const words: string[] = [];
  for (let index = 0; index < origin.words; index += 1) {
    const word = WORDS[Math.floor(random() * WORDS.length)] as string;
    words.push(index === 0 ? word : ` ${word}`);
  }
  return words;
}

/** A rough count, four characters to a token, as the providers' own rule of thumb has it. At least 1. */
export function tokenCount(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4));
}

/** Answers say when they were made. A made-up instant, one second per request, so that equal runs are equal bytes. */
export function createdSeconds(origin: Origin): number {
  return 1_750_000_000 + origin.number;
}
