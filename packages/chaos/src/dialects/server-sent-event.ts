/** One unnamed server-sent event: `data:` and the value as JSON, or the text itself. */
export function dataEvent(value: unknown): string {
  return `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
}

/** A server-sent event named by its value's `type`, as Anthropic's and OpenAI's Responses streams have them. */
export function typedEvent(value: { readonly type: string } & Readonly<Record<string, unknown>>): string {
  return `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
}
