import { readFileSync } from 'node:fs';

import { detect, detectAnswer } from '../src/detect/detect.ts';
import type { Failure } from '../src/detect/failure.ts';

/** One real failure, as its source shows it, and the verdict that it should get. */
export interface Specimen {
  readonly id: string;
  readonly surface: string;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly error: {
    readonly name: string | null;
    readonly code: string | null;
    readonly type: string | null;
    readonly message: string | null;
    readonly cause_code: string | null;
  } | null;
  readonly expected: {
    readonly code: number | null;
    readonly reason: string;
    readonly retryable: boolean;
    readonly retry_after_ms: number | null;
  };
  readonly source: string;
}

/** The corpus, and the lists that were labelled before the rules were run on them. */
export const SPECIMEN_FILES: readonly string[] = [
  'errors.jsonl',
  'held-out.jsonl',
  'held-out-b.jsonl',
  'held-out-c.jsonl',
  'held-out-d.jsonl',
  'held-out-e.jsonl',
  'held-out-f.jsonl',
];

export function readSpecimens(file: string): readonly Specimen[] {
  const lines = readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Specimen);
}

/** The shapes in which one failure reaches code: by SDK, by hand, by answer. */
export const SHAPES: Readonly<Record<string, (specimen: Specimen) => Failure>> = {
  plain: ({ status, headers, body, error }) =>
    detect({ ...(status && { status }), headers, body, ...(error && toFields(error)) }),
  error: (specimen) => detect(toError(specimen, { headers: specimen.headers, error: specimen.body ?? undefined })),
  sdk: (specimen) => detect(toError(specimen, { headers: new Headers(safe(specimen.headers)), error: specimen.body })),
  axios: (specimen) =>
    detect(
      toError(
        { ...specimen, status: null },
        specimen.status === null && specimen.body === null
          ? {}
          : { response: { status: specimen.status, headers: specimen.headers, data: asText(specimen.body) } },
      ),
    ),
  'ai-sdk': (specimen) =>
    detect({
      name: 'AI_RetryError',
      message: 'Failed after 3 attempts.',
      lastError: toError(specimen, {
        statusCode: specimen.status ?? undefined,
        responseHeaders: specimen.headers,
        responseBody: asText(specimen.body),
      }),
    }),
  answer: (specimen) => {
    const { status, headers, body, error } = specimen;
    const answered =
      error === null && status !== null ? detectAnswer({ status, headers, body, expects: 'json' }) : undefined;
    return answered ?? detect(error === null && status === null ? body : toError(specimen, { headers, body }));
  },
};

function asText(body: unknown): string | undefined {
  return body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
}

function safe(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
}

function toFields({ name, code, type, message, cause_code }: NonNullable<Specimen['error']>): object {
  return { name, code, type, message, ...(cause_code !== null && { cause: { code: cause_code } }) };
}

function toError(specimen: Specimen, fields: object): Error {
  const { name, code, type, message, cause_code } = specimen.error ?? {};
  const error = new Error(
    message ?? '',
    cause_code ? { cause: Object.assign(new Error(''), { code: cause_code }) } : {},
  );
  if (name) Object.defineProperty(error, 'name', { value: name });
  return Object.assign(error, {
    ...(specimen.status !== null && { status: specimen.status }),
    ...(code && { code }),
    ...(type && { type }),
    ...fields,
  });
}
