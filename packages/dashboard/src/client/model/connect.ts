import type { Update, View } from '../../view/view.ts';

/** Whether what is shown is up to date. */
export type Connection = 'connecting' | 'live' | 'lost' | 'refused';

export interface Listener {
  view(view: View): void;
  update(update: Update): void;
  connection(state: Connection, message?: string): void;
}

/** The server says something every ten seconds at least; milliseconds. */
const SILENT_AT_MOST_MS = 25_000;
/** Pause before a connection that was refused is tried again, milliseconds. */
const AGAIN_AFTER_MS = 5_000;

/** Listens to what happens until the function that it returns is called. @param search - as `writePageQuery` made it. */
export function connect(search: string, listener: Listener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  function restart(afterMs: number): void {
    source?.close();
    clearTimeout(timer);
    if (!closed) timer = setTimeout(open, afterMs);
  }

  function heard(): void {
    clearTimeout(timer);
    listener.connection('live');
    timer = setTimeout(() => {
      listener.connection('lost');
      restart(0);
    }, SILENT_AT_MOST_MS);
  }

  function open(): void {
    source = new EventSource(`api/live${search}`);
    source.addEventListener('view', ({ data }: MessageEvent<string>) => {
      heard();
      listener.view(JSON.parse(data) as View);
    });
    source.addEventListener('update', ({ data }: MessageEvent<string>) => {
      heard();
      listener.update(JSON.parse(data) as Update);
    });
    source.addEventListener('error', () => {
      listener.connection('lost');
      // A stream that broke is made anew by the browser; one that was refused is not, and says not why.
      if (source?.readyState !== EventSource.CLOSED) return;
      void whyRefused(search).then((message) => {
        if (!closed && message !== undefined) listener.connection('refused', message);
      });
      restart(AGAIN_AFTER_MS);
    });
  }

  listener.connection('connecting');
  open();
  return () => {
    closed = true;
    restart(0);
  };
}

/** What the server has against us; undefined where it cannot be reached or is fine again. */
async function whyRefused(search: string): Promise<string | undefined> {
  try {
    const response = await fetch(`api/live${search}`, { signal: AbortSignal.timeout(AGAIN_AFTER_MS) });
    const message = response.ok ? undefined : (await response.text()).trim();
    await response.body?.cancel().catch(() => undefined);
    return message;
  } catch {
    return undefined;
  }
}

/** The state at one moment. @throws Error with what the server said. */
export async function load(search: string): Promise<View> {
  const response = await fetch(`api/state${search}`);
  if (!response.ok) throw new Error((await response.text()).trim());
  return (await response.json()) as View;
}

/** Isolates or resets a target. @throws Error with what the server said. */
export async function act(token: string, target: string, action: 'isolate' | 'reset'): Promise<void> {
  const response = await fetch('api/control', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-breakwater-token': token },
    body: JSON.stringify({ target, action }),
  });
  if (!response.ok) throw new Error((await response.text()).trim());
}
