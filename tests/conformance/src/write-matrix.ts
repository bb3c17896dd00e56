/** Plays all incidents through all drivers and writes the page with the table. */
import { writeFileSync } from 'node:fs';
import { matrixPage } from './matrix.ts';
import { PAGE, runDrivers } from './report.ts';

writeFileSync(PAGE, matrixPage(await runDrivers()));
