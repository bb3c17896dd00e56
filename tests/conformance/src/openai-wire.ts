/** The text of a chat completion; undefined where there is none. */
export function textOf(answer: unknown): string | undefined {
  const { choices } = (answer ?? {}) as { choices?: readonly { message?: { content?: unknown } }[] };
  const content = choices?.[0]?.message?.content;
  return typeof content === 'string' ? content : undefined;
}

/** The pieces of text in a streamed chat completion, read the simple way: it is the adapter that must see what is amiss. */
export async function* contentOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() as string;
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue;
      const event = JSON.parse(line.slice(6)) as { choices?: { delta?: { content?: string } }[] };
      const content = event.choices?.[0]?.delta?.content;
      if (content) yield content;
    }
  }
}
