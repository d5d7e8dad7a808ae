/** Amounts, shares and dates as habit has them: 万元 and 亿元 in Chinese, million and billion in English. */

import type { Language } from './language.svelte';

const STEPS: Record<Language, readonly (readonly [number, string])[]> = {
    zh: [
        [1e12, '万亿元'],
        [1e8, '亿元'],
        [1e4, '万元'],
        [1, '元'],
    ],
    en: [
        [1e12, ' trillion'],
        [1e9, ' billion'],
        [1e6, ' million'],
        [1, ''],
    ],
};

export const MISSING = '—';

/** An amount in 元, rounded to what a reader compares: at most four significant digits. Missing is a dash, never zero. */
export function money(cny: number | null | undefined, language: Language): string {
    if (cny == null || !Number.isFinite(cny)) return MISSING;
    const size = Math.abs(cny);
    const at = STEPS[language].findIndex(([unit]) => rounded(size / unit) >= 1);
    const [unit, name] = STEPS[language][at] ?? [1, language === 'zh' ? '元' : ''];
    const figure = plain(cny / unit, language);
    return language === 'zh' ? `${figure}${name}` : `CNY ${figure}${name}`;
}

/** The same amount to the fen, for a tooltip or a copy. */
export function exactMoney(cny: number | null | undefined, language: Language): string {
    if (cny == null || !Number.isFinite(cny)) return MISSING;
    const figure = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(cny);
    return language === 'zh' ? `${figure}元` : `CNY ${figure}`;
}

/** A ratio of 1 as a percentage; what is small keeps a digit that says so. */
export function percent(ratio: number | null | undefined, language: Language): string {
    if (ratio == null || !Number.isFinite(ratio)) return MISSING;
    const most = Math.abs(ratio) < 0.1 && ratio !== 0 ? 2 : 1;
    return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: most }).format(ratio);
}

/** A plain number with separators, at most four significant digits unless it is whole. */
export function figure(value: number | null | undefined, language: Language): string {
    if (value == null || !Number.isFinite(value)) return MISSING;
    return Number.isInteger(value) ? new Intl.NumberFormat(language).format(value) : plain(value, language);
}

function plain(value: number, language: Language): string {
    return new Intl.NumberFormat(language, { maximumSignificantDigits: 4 }).format(value);
}

/** So that 9,999.6万 is written in the next unit, as its rounding reads. */
function rounded(value: number): number {
    return Number(value.toPrecision(4));
}
