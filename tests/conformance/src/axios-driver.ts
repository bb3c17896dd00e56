import { attach } from '@breakwater/axios';
import type { AxiosStatic } from 'axios';
import { Readable } from 'node:stream';
import { type Driver, hasLeft, MODEL, QUESTION, Returned } from './driver.ts';
import { contentOf, textOf } from './openai-wire.ts';

const PATH = '/v1/chat/completions';
const request = { model: MODEL, messages: [{ role: 'user', content: QUESTION }] };

/** axios, of a version, through one of its adapters. */
export function axiosDriver(library: AxiosStatic, adapter: 'http' | 'fetch'): Driver {
  return {
    name: `axios ${library.VERSION}${adapter === 'http' ? '' : ', its fetch adapter'}`,
    connect(breakwater, origin) {
      const instance = library.create({ baseURL: origin, adapter });
      attach(instance, breakwater, { axios: library });
      return {
        async chat(signal) {
          const { status, data } = await instance.post<unknown>(PATH, request, { signal });
          return textOf(data) ?? bad(status, data);
        },
        async *stream(signal) {
          const { data } = await instance.post<AsyncIterable<Uint8Array>>(
            PATH,
            { ...request, stream: true },
            { signal, responseType: 'stream' },
          );
          yield* contentOf(data);
        },
        async upload(signal) {
          const bytes = Buffer.from(JSON.stringify(request));
          const body = adapter === 'http' ? Readable.from([bytes]) : new Blob([bytes]).stream();
          await instance.post(PATH, body, { signal, headers: { 'content-type': 'application/json' } });
        },
        surface(thrown) {
          if (library.isCancel(thrown)) return 'abort';
          if (!library.isAxiosError(thrown)) return hasLeft(thrown) ? 'abort' : 'broken stream';
          const { response } = thrown;
          if (response === undefined || response.status < 300) return 'network';
          const { error } = (response.data ?? {}) as { error?: { type?: unknown } };
          const refusal = error?.type === 'breakwater' && (response.status === 503 || response.status === 504);
          return refusal ? `refusal ${response.status as 503}` : `HTTP ${response.status}`;
        },
      };
    },
  };
}

function bad(status: number, given: unknown): never {
  throw new Returned(status < 300 ? 'bad answer' : `HTTP ${status}`, given);
}
