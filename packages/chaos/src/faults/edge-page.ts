import { STATUS_CODES } from 'node:http';

/** The page that stands between the caller and the API when the API cannot be reached, as each kind of edge makes it. */
export function edgePage(
  edge: 'nginx' | 'cloudflare' | 'load-balancer',
  status: number,
  requestId: string,
): { readonly headers: Record<string, string>; readonly body: string } {
  const title = `${status} ${STATUS_CODES[status] ?? 'Error'}`;
  if (edge === 'cloudflare') {
    const ray = requestId.slice(0, 16);
    return {
      headers: { 'content-type': 'text/html; charset=UTF-8', server: 'cloudflare', 'cf-ray': `${ray}-AMS` },
      body: `<!DOCTYPE html>\n<html lang="en-US">\n<head><title>api.example.com | ${title}</title></head>\n<body>\n<h1>Error ${status}</h1>\n<p>Cloudflare Ray ID: <strong>${ray}</strong></p>\n</body>\n</html>\n`,
    };
  }
  const signature = edge === 'nginx' ? '<hr><center>nginx</center>\r\n' : '';
  return {
    headers: { 'content-type': 'text/html', server: edge === 'nginx' ? 'nginx' : 'awselb/2.0' },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n${signature}</body>\r\n</html>\r\n`,
  };
}
