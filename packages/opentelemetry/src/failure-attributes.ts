import type { Classification } from '@breakwater/core';
import type { Attributes } from '@opentelemetry/api';
import { ATTRIBUTE } from './names.ts';

/** Why something failed; nothing where it did not. Of a caller who left the reason only. */
export function failureAttributes(classification: Classification | undefined): Attributes {
  if (classification === undefined) return {};
  const { code, reason } = classification;
  return { 'error.type': reason, ...(code !== null && { [ATTRIBUTE.code]: code }) };
}
