/** From the columns of places to a grid of regions and industries. */

import type { components } from '../../server/schema';

export type Cells = components['schemas']['PlaceCells'];
export const MEASURES = ['debt_cny', 'outstanding_cny', 'uncovered_cny', 'expected_call_cny'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Place {
    readonly region: string | null;
    readonly industry: string | null;
    readonly at: number;
}

export interface Grid {
    readonly regions: readonly (string | null)[];
    readonly industries: readonly (string | null)[];
    /** By region, then industry: the place in the columns, or null where nobody owes. */
    readonly places: readonly (readonly (number | null)[])[];
    /** Which part of the debt the grid has. */
    readonly share: number;
}

/** The places one by one, as a table lists them. */
export function placesOf(cells: Cells): readonly Place[] {
    return cells.region.map((region, at) => ({ region, industry: cells.industry[at] ?? null, at }));
}

/** The regions and industries that owe the most, at most so many of each. */
export function gridOf(cells: Cells, most: number): Grid {
    const regions = largest(cells.region, cells.debt_cny, most);
    const industries = largest(cells.industry, cells.debt_cny, most);
    const places = regions.map(() => industries.map((): number | null => null));
    let shown = 0;
    for (const { region, industry, at } of placesOf(cells)) {
        const row = places[regions.indexOf(region)];
        const column = industries.indexOf(industry);
        if (!row || column < 0) continue;
        row[column] = at;
        shown += cells.debt_cny[at] ?? 0;
    }
    const all = cells.debt_cny.reduce((sum, one) => sum + one, 0);
    return { regions, industries, places, share: all > 0 ? shown / all : 1 };
}

export const DARKEST = 8;

/** How dark a value is, in steps from 0: by its root, so that one large place does not hide the others. */
export function shade(value: number, most: number): number {
    return value > 0 && most > 0 ? Math.max(1, Math.round(DARKEST * Math.sqrt(value / most))) : 0;
}

/** A text that regions share in front ("浙江省") says nothing in a heading of theirs. */
export function shared(names: readonly (string | null)[]): string {
    const texts = names.filter((name) => name !== null);
    if (texts.length < 2) return '';
    const end = texts[0]?.search(/[省区市]/) ?? -1;
    const front = end < 0 ? '' : (texts[0]?.slice(0, end + 1) ?? '');
    return texts.every((text) => text.startsWith(front) && text.length > front.length) ? front : '';
}

function largest(
    names: readonly (string | null)[],
    amounts: readonly number[],
    most: number,
): readonly (string | null)[] {
    const sums = new Map<string | null, number>();
    for (const [at, name] of names.entries()) sums.set(name, (sums.get(name) ?? 0) + (amounts[at] ?? 0));
    return [...sums.entries()]
        .sort((one, other) => other[1] - one[1])
        .slice(0, most)
        .map(([name]) => name);
}
