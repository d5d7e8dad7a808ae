/** A pasted list and what was found for it, as the rows of a table. */

import type { components } from '../../server/schema';

export type Hit = components['schemas']['HitTold'];
export type Line = components['schemas']['LineTold'];

export const MOST_LINES = 1_000;

/** The lines that say something. A spreadsheet's column comes with tabs: its first cell counts. */
export function linesOf(pasted: string): string[] {
    return pasted
        .split(/\r\n|\r|\n/)
        .map((line) => (line.split('\t')[0] ?? '').trim())
        .filter((line) => line !== '');
}

/** One row of the table: a line with one of the parties found for it, or with none. */
export interface Row {
    readonly line: Line;
    readonly hit: Hit | null;
}

export function rowsOf(lines: readonly Line[]): Row[] {
    return lines.flatMap((line): Row[] =>
        line.parties.length ? line.parties.map((hit) => ({ line, hit })) : [{ line, hit: null }],
    );
}
