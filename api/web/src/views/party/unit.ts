/** A figure with its unit, as the API names units. */

import { figure, MISSING, money, percent } from '../../text/figures';
import type { Language } from '../../text/language.svelte';

/** What is read; a dash where nothing is known. */
export function inUnit(value: string | number | null | undefined, unit: string, language: Language): string {
    if (value == null || value === '') return MISSING;
    if (typeof value === 'string') return value;
    if (unit === 'cny') return money(value, language);
    if (unit === 'ratio') return percent(value, language);
    return figure(value, language);
}

const ENDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/** Where the axis of a probability ends, so that a small one is seen: a round figure that it does not pass. */
export function axisEnd(highest: number): number {
    return ENDS.find((end) => end >= highest) ?? 1;
}
