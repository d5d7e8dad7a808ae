/** What is drawn over the canvas, or instead of it: a day, a film, an operation, a proposal. */

import { type Drawn, operated, plain, proposed } from './drawn';
import { type Film, frame } from './film';
import type { Known, Shown } from './model';
import { type OverTime, tiesOn } from './over_time';

export type Mode =
    | { readonly is: 'plain' }
    | { readonly is: 'time'; readonly found: OverTime; readonly day: string }
    | { readonly is: 'film'; readonly film: Film; readonly round: number }
    | { readonly is: 'surgeon'; readonly contracts: ReadonlySet<string>; readonly done: boolean }
    | { readonly is: 'proposed'; readonly asked: Proposal; readonly path: readonly string[] };

export interface Proposal {
    readonly guarantor: string;
    readonly debtor: string;
    readonly cap: number | null;
}

export const PLAIN: Mode = { is: 'plain' };

/** The picture of a mode, where these are the parties of the canvas. */
export function drawnBy(mode: Mode, shown: Shown, known: Known): Drawn {
    const base = plain(shown);
    if (mode.is === 'time') return { ...base, ties: tiesOn(mode.found, mode.day) };
    if (mode.is === 'film') return frame(mode.film, mode.round, known.parties);
    if (mode.is === 'surgeon') return operated(base, mode.contracts, mode.done);
    if (mode.is === 'proposed') return proposed(base, mode.asked, mode.path);
    return base;
}
