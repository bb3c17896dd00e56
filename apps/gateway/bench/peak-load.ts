/** As much load as goes, as a program of its own: `node peak-load.ts <JSON of PeakLoad>` prints a `PeakResult` as JSON. */
import autocannon from 'autocannon';

export interface PeakLoad {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second in all; absent for as many as go. */
  readonly rate?: number;
}

export interface PeakResult {
  readonly perSecond: number;
  readonly requests: number;
  /** Requests without an answer of status 200. */
  readonly lost: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const { url, headers, body, seconds, connections, rate } = JSON.parse(process.argv[2] ?? '') as PeakLoad;
const result = await autocannon({
  url,
  method: 'POST',
  headers: { ...headers },
  body,
  duration: seconds,
  connections,
  ...(rate !== undefined && { overallRate: rate }),
});
const found: PeakResult = {
  perSecond: result.requests.average,
  requests: result.requests.total,
  lost: result.non2xx + result.errors,
  p50: result.latency.p50,
  p99: result.latency.p99,
};
console.log(JSON.stringify(found));
