/** Characters that go, and characters that part words. */
const DROPPED = '"\'`’\\*';
const PARTING = ' \t\r\n_-/()[]{}~\u00a0';

/** What parts two texts: it becomes a line break, which no pattern reads across. White space: addresses end at it. */
export const LINE_MARK = '\v';

let kinds: Uint8Array | undefined;

/**
 * Makes words of prose and code alike: lower case, no quotes, one space for any run of spaces, `_`, `-`, `/` and
 * brackets, and one before a capital that follows a small letter. One pass, because this is most of what classifying costs.
 */
export function words(text: string): string {
  const kindOf = (kinds ??= makeKinds());
  // Addresses go: a path such as `/settings/billing` says nothing.
  const raw = text.includes('://') ? text.replace(/https?:\/\/[^\s"')]+/g, '') : text;
  let made = '';
  let start = 0;
  let previous = 0;
  for (let index = 0; index < raw.length; index++) {
    const code = raw.charCodeAt(index);
    const kind = kindOf[code] ?? 0;
    if (kind <= LOWER || (code === SPACE && previous !== PART)) {
      // Most of prose: letters and single spaces stay where they are.
    } else if (kind === UPPER) {
      if (previous === LOWER) {
        made += `${raw.slice(start, index)} `;
        start = index;
      }
    } else if (kind === LINE) {
      made += `${raw.slice(start, index)}\n`;
      start = index + 1;
    } else {
      if (index > start) made += raw.slice(start, index);
      if (kind === PART && previous !== PART) made += ' ';
      start = index + 1;
      // A dropped quote parts nothing: `"code": 429` is "code: 429".
      if (kind === DROP) continue;
    }
    previous = kind;
  }
  return (made + raw.slice(start)).toLowerCase();
}

const SPACE = 32;

// 0 is for all others: they stay as they are, as small letters do.
const LOWER = 1;
const UPPER = 2;
const PART = 3;
const DROP = 4;
const LINE = 5;

function makeKinds(): Uint8Array {
  // Up to the last character of punctuation that counts, which is `’`.
  const made = new Uint8Array(0x201a);
  made.fill(UPPER, 65, 91).fill(LOWER, 97, 123);
  made[LINE_MARK.charCodeAt(0)] = LINE;
  for (const character of DROPPED) made[character.charCodeAt(0)] = DROP;
  for (const character of PARTING) made[character.charCodeAt(0)] = PART;
  return made;
}
