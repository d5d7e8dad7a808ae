/** The circles as a table has them. */

import type { Column } from '../../parts/table';
import type { components } from '../../server/schema';
import { figure, money, percent } from '../../text/figures';
import type { Language } from '../../text/language.svelte';
import { WORDS } from './words';

export type Summary = components['schemas']['CircleSummary'];

/** What outsiders cover of the members' guaranteed loans; null where nothing is owed or nobody worked it out. */
export function externalShare(circle: Summary): number | null {
    const outstanding = circle.numbers?.outstanding_cny ?? 0;
    return circle.external_cover_cny === null || outstanding <= 0 ? null : circle.external_cover_cny / outstanding;
}

/** The columns, amounts as the reader's language writes them. */
export function columns(language: Language, name: (circle: Summary) => string): readonly Column<Summary>[] {
    const amount = (of: (circle: Summary) => number | null) => ({
        value: of,
        shown: (circle: Summary) => money(of(circle), language),
        numeric: true,
    });
    return [
        { id: 'circle', title: WORDS.circle, value: name },
        {
            id: 'size',
            title: WORDS.size,
            value: (one) => one.size,
            shown: (one) => figure(one.size, language),
            numeric: true,
        },
        { id: 'nominal', title: WORDS.nominal, ...amount((one) => one.nominal_cny) },
        { id: 'external', title: WORDS.external, ...amount((one) => one.external_cover_cny) },
        {
            id: 'share',
            title: WORDS.externalShare,
            value: externalShare,
            shown: (one) => percent(externalShare(one), language),
            numeric: true,
        },
        { id: 'debt', title: WORDS.debt, ...amount((one) => one.debt_cny) },
        { id: 'since', title: WORDS.since, value: (one) => one.since, numeric: true },
    ];
}

const MONTHS = [12, 24, 60, 120] as const;

/** The months of history that an address asks for. */
export function monthsOf(text: string | null): number {
    return MONTHS.find((months) => String(months) === text) ?? 60;
}

export { MONTHS };
