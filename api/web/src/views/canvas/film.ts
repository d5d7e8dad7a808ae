/** A stress scenario round by round: who falls and who loses what of whom, as parties and ties to be drawn. */

import type { components } from '../../server/schema';
import type { Drawn, DrawnParty, DrawnTie } from './drawn';
import type { Party } from './model';

export type Film = components['schemas']['FilmFound'];

/** The rounds there are; 0 is the one in which the first ones fail. */
export function rounds(film: Film): number {
    return film.frames.fallen.length;
}

/** How things stand after a round. `known`: what else is known of the parties. Losses are ties, as they went. */
export function frame(film: Film, round: number, known: ReadonlyMap<string, Party>): Drawn {
    const lost = new Map<number, number>();
    const flows = new Map<string, DrawnTie>();
    const { losses, parties } = film;
    for (const [at, when] of losses.round.entries()) {
        if (when > round) continue;
        const [source, loser] = [losses.source[at] ?? null, losses.loser[at] ?? null];
        const amount = losses.amount_cny[at] ?? 0;
        if (loser !== null) lost.set(loser, (lost.get(loser) ?? 0) + amount);
        if (source === null || loser === null || source === loser) continue;
        const flow = flowOf(parties.party_id[source] ?? '', parties.party_id[loser] ?? '', losses.way[at] ?? '');
        const before = flows.get(flow.id);
        const state = when === round || before?.state === 'lost' ? 'lost' : 'before';
        flows.set(flow.id, { ...flow, amount: (before?.amount ?? 0) + amount, state });
    }
    return {
        parties: parties.party_id.map((id, at) => member(film, at, round, lost.get(at) ?? 0, known.get(id))),
        ties: [...flows.values()].filter((flow) => (flow.amount ?? 0) > 0),
        hulls: [],
    };
}

function member(film: Film, at: number, round: number, lost: number, known: Party | undefined): DrawnParty {
    const fell = film.parties.round[at] ?? null;
    const state = fell !== null && fell <= round ? (fell === round ? 'falls' : 'fallen') : lost > 0 ? 'hit' : undefined;
    return {
        id: film.parties.party_id[at] ?? '',
        name: film.parties.name[at] ?? null,
        kind: film.parties.kind[at] ?? null,
        level: known?.level ?? null,
        groupId: known?.groupId ?? null,
        circleId: known?.circleId ?? null,
        lists: known?.lists ?? [],
        owed: known?.owed ?? 0,
        given: known?.given ?? 0,
        received: known?.received ?? 0,
        lost,
        ...(state ? { state } : {}),
    };
}

function flowOf(source: string, loser: string, way: string): DrawnTie {
    return {
        id: `${way} ${source} ${loser}`,
        source,
        target: loser,
        kind: way,
        amount: null,
        share: null,
        controls: false,
        words: [],
        numbers: [],
        facts: 1,
        from: null,
        to: null,
    };
}
