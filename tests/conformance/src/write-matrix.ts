/** Plays all incidents through all drivers and writes the page with the table. */
import { writeFileSync } from 'node:fs';
import { matrixPage } from './matrix.ts';
import { DRIVERS, PAGE, type Report, runDriver } from './report.ts';

const reports: Report[] = [];
for (const driver of DRIVERS) reports.push(await runDriver(driver));
writeFileSync(PAGE, matrixPage(reports));
