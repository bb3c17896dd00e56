import type { Asset, Assets } from '../asset.ts';
import { loadAssets } from '../assets.ts';
import { respond, respondText } from './security-headers.ts';

/** An asset that is ready to be sent. */
interface Served extends Asset {
  /** Changes with the text, so that a browser need not load it again. */
  readonly tag: string;
}

let served: Promise<ReadonlyMap<string, Served>> | undefined;

/** The file of the page by that name; undefined where there is none. */
export async function serveAsset(name: string, request: Request): Promise<Response | undefined> {
  served ??= loadAssets().then(prepare);
  const asset = (await served).get(name);
  if (asset === undefined) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return respondText('Method not allowed: GET it', 405, { allow: 'GET, HEAD' });
  }
  const headers = { 'cache-control': 'private, no-cache', etag: asset.tag };
  const known = request.headers
    .get('if-none-match')
    ?.split(',')
    .some((tag) => tag.trim() === asset.tag);
  if (known === true) return respond(null, 304, asset.contentType, headers);
  return respond(request.method === 'HEAD' ? null : asset.text, 200, asset.contentType, headers);
}

async function prepare(assets: Assets): Promise<ReadonlyMap<string, Served>> {
  const entries = Object.entries(assets).map(async ([name, asset]) => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(asset.text));
    const tag = `"${Array.from(new Uint8Array(digest, 0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')}"`;
    return [name, { ...asset, tag }] as const;
  });
  return new Map(await Promise.all(entries));
}
