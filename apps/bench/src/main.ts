import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { axiosGroup } from './axios-group.ts';
import { allGroups } from './groups.ts';
import { type Group, measure, type Row } from './harness.ts';
import { measureMemory, type MemoryRow } from './memory.ts';
import { measureStreams, type Spread, type StreamRow } from './streams/measure-streams.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    group: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new RangeError(`--rounds: found ${values.rounds}; allowed: 1 or more`);
if (globalThis.gc === undefined) throw new Error('Run with --expose-gc, as `pnpm bench` does');

const results: { group: string; what: string; rows: Row[] }[] = [];
const groups: readonly Group[] = [...(await allGroups()), axiosGroup()];
for (const group of groups.filter(({ name }) => name.startsWith(values.group))) {
  const rows = await measure(group, rounds);
  results.push({ group: group.name, what: group.what, rows });
  if (!values.json) printGroup(group, rows);
}
const streams = values.group === '' || values.group === 's' ? await measureStreams(rounds) : [];
const memory = values.group === '' || values.group === 'h' ? await measureMemory() : [];
if (values.json) console.log(JSON.stringify({ node: process.version, rounds, results, memory, streams }, null, 2));
else {
  if (memory.length > 0) printMemory(memory);
  if (streams.length > 0) printStreams(streams);
}
process.exit(0); // breakers of others keep intervals that nothing ends

function printGroup({ name, what }: Group, rows: readonly Row[]): void {
  const table = new Table({
    head: [`(${name}) ${what}`, 'ns/call', 'least..most', 'Breakwater costs'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const [index, { name: contender, medianNs, leastNs, mostNs, ratio }] of rows.entries()) {
    const range = `${leastNs.toFixed(0)}..${mostNs.toFixed(0)}`;
    table.push([contender, medianNs.toFixed(0), range, index === 0 ? '' : `${ratio.toFixed(2)} x`]);
  }
  console.log(table.toString());
}

function printMemory(rows: readonly MemoryRow[]): void {
  const table = new Table({
    head: ['(h) heap per idle key, 10,000 keys', 'bytes'],
    colAligns: ['left', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, bytesPerKey } of rows) table.push([name, bytesPerKey.toFixed(0)]);
  console.log(table.toString());
}

function printStreams(rows: readonly StreamRow[]): void {
  const table = new Table({
    head: ['(s) reading streams, guarded against plain fetch', 'MB/s', 'left', 'CPU us/event', 'left'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { traffic, plain, guarded, left } of rows) {
    table.push([traffic, plain.megabytes.toFixed(1), '', plain.microseconds.toFixed(3), '']);
    const [wall, processor] = [spread(left.wall), spread(left.processor)];
    table.push(['  guarded', guarded.megabytes.toFixed(1), wall, guarded.microseconds.toFixed(3), processor]);
  }
  console.log(table.toString());
}

function spread({ median, from, to }: Spread): string {
  return `${median.toFixed(2)} (${from.toFixed(2)}..${to.toFixed(2)})`;
}
