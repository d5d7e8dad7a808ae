/** What is drawn and listed: parties and ties, with what a slider, a film or a plan says of each. */

import type { Hull, Party, Shown, Tie } from './model';

/** falls: in the round shown; fallen: before it; hit: loses and stands. */
export type PartyState = 'falls' | 'fallen' | 'hit';
/** came, gone: since the first day; lost: in the round shown; before: lost earlier; released, proposed: by a plan. */
export type TieState = 'came' | 'gone' | 'lost' | 'before' | 'released' | 'proposed' | 'path';

export interface DrawnParty extends Party {
    readonly state?: PartyState;
    /** What it lost until the round shown (元). */
    readonly lost?: number;
}

export interface DrawnTie extends Tie {
    readonly state?: TieState;
}

export interface Drawn {
    readonly parties: readonly DrawnParty[];
    readonly ties: readonly DrawnTie[];
    readonly hulls: readonly Hull[];
}

export function plain({ parties, ties, hulls }: Shown): Drawn {
    return { parties, ties, hulls };
}

/** The ties that hold some of these contracts marked as released; with `done` they are gone. */
export function operated(shown: Drawn, contracts: ReadonlySet<string>, done: boolean): Drawn {
    const hit = (tie: Tie): boolean => tie.kind === 'GUARANTEES' && tie.numbers.some((number) => contracts.has(number));
    if (done) return { ...shown, ties: shown.ties.filter((tie) => !hit(tie)), hulls: withoutCircles(shown.hulls) };
    return { ...shown, ties: shown.ties.map((tie) => (hit(tie) ? { ...tie, state: 'released' as const } : tie)) };
}

/** With a guarantee that is only asked about, and the circle that it would close. */
export function proposed(
    shown: Drawn,
    asked: { guarantor: string; debtor: string; cap: number | null },
    path: readonly string[],
): Drawn {
    const steps = new Set(path.slice(1).flatMap((id, at) => [`${path[at]} ${id}`, `${id} ${path[at]}`]));
    const ties: DrawnTie[] = shown.ties.map((tie) =>
        tie.kind === 'GUARANTEES' && steps.has(`${tie.source} ${tie.target}`) ? { ...tie, state: 'path' } : tie,
    );
    const inside = new Set(shown.parties.map((party) => party.id));
    if (!inside.has(asked.guarantor) || !inside.has(asked.debtor)) return { ...shown, ties };
    return { ...shown, ties: [...ties, proposedTie(asked)] };
}

function proposedTie(asked: { guarantor: string; debtor: string; cap: number | null }): DrawnTie {
    return {
        id: `? ${asked.guarantor} ${asked.debtor}`,
        source: asked.guarantor,
        target: asked.debtor,
        kind: 'GUARANTEES',
        amount: asked.cap,
        share: null,
        controls: false,
        words: [],
        numbers: [],
        facts: 0,
        from: null,
        to: null,
        state: 'proposed',
    };
}

function withoutCircles(hulls: readonly Hull[]): Hull[] {
    return hulls.filter((hull) => hull.kind !== 'circle');
}
