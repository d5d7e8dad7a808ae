/** The colours of the page for canvases, which know no variables. */

import { appearance, token } from '../../../shell/theme.svelte';
import type { Theme } from './looks';

export interface Palette {
    readonly theme: Theme;
    readonly ground: string;
    readonly text: string;
    readonly quiet: string;
    readonly accent: string;
    readonly good: string;
    readonly bad: string;
    readonly doubt: string;
    /** By level; the first is for none. */
    readonly levels: readonly string[];
}

/** As the page has them now; reads the theme, so that what is drawn with it is drawn anew. */
export function palette(): Palette {
    return {
        theme: appearance.theme,
        ground: token('surface'),
        text: token('text'),
        quiet: token('quiet'),
        accent: token('accent'),
        good: token('good'),
        bad: token('bad'),
        doubt: token('doubt'),
        levels: ['', ...Array.from({ length: 8 }, (_, at) => token(`level-${at + 1}`))],
    };
}

/** A colour (#rrggbb) so far transparent. */
export function faded(colour: string, alpha: number): string {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}
