import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPage } from './html/page.ts';
import { renderPicture } from './html/picture.ts';
import type { Report } from './report.ts';

export interface Texts {
  readonly json: string;
  readonly table: string;
  /** Contenders to be drawn for each scenario and shape; none for no pictures. */
  readonly picture: readonly string[];
}

/** Writes a report into a folder, which is made. @returns the file of its page. */
export function writeReport(folder: string, report: Report, { json, table, picture }: Texts): string {
  mkdirSync(folder, { recursive: true });
  const page = join(folder, 'report.html');
  writeFileSync(page, renderPage(report));
  writeFileSync(join(folder, 'report.json'), json);
  writeFileSync(join(folder, 'table.txt'), table);
  if (picture.length > 0) drawPictures(folder, report, picture);
  return page;
}

function drawPictures(folder: string, report: Report, contenders: readonly string[]): void {
  for (const scenario of report.scenarios) {
    for (const shape of new Set(report.summaries.map((summary) => summary.shape))) {
      for (const scheme of ['light', 'dark'] as const) {
        const svg = renderPicture(report, scenario, { shape, contenders, scheme });
        writeFileSync(join(folder, `${scenario.name}-${shape}-${scheme}.svg`), svg);
      }
    }
  }
}
