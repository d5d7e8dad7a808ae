import { describe, expect, it } from 'vitest';

import { type Found, Known } from './model';

/** An answer with parties a, b, … and guarantees [from, to]; b has 312 borrowers' ties of which those shown count. */
function answer(ids: string[], guarantees: [number, number][], left: [number, number, number][] = []): Found {
    const none = ids.map(() => null);
    return {
        as_of: '2025-12-31',
        known_at: '2025-12-31',
        version: 1,
        regime: 'china',
        starts: [0],
        nodes: {
            party_id: ids,
            name: ids.map((id) => id.toUpperCase()),
            kind: ids.map(() => 'company'),
            level: none,
            group_id: none,
            circle_id: none,
            lists: ids.map(() => []),
            owed_cny: ids.map(() => 1),
            given_cny: ids.map(() => 0),
            received_cny: ids.map(() => 0),
            relevance: none,
            came_by: none,
        },
        ties: {
            id: guarantees.map(([from, to]) => `GUARANTEES ${ids[from]} ${ids[to]}`),
            source: guarantees.map(([from]) => from),
            target: guarantees.map(([, to]) => to),
            kind: guarantees.map(() => 'GUARANTEES'),
            amount_cny: guarantees.map(() => 5),
            share_ratio: guarantees.map(() => null),
            controls: guarantees.map(() => false),
            words: guarantees.map(() => []),
            numbers: guarantees.map(() => ['G1']),
            facts: guarantees.map(() => 1),
            valid_from: guarantees.map(() => null),
            valid_to: guarantees.map(() => null),
        },
        left_out: {
            node: left.map(([node]) => node),
            kind: left.map(() => 'GUARANTEES'),
            direction: left.map(() => 'out'),
            shown: left.map(([, shown]) => shown),
            total: left.map(([, , total]) => total),
        },
        hulls: { kind: ['circle'], id: ['circle:1'], nodes: [ids.map((_, at) => at)], size: [5], amount_cny: [9] },
        hidden: 0,
        unknown: [],
        truncated: left.length > 0,
        levels_on: '2025-12-31',
        notes: [],
    };
}

describe('what is known', () => {
    const known = new Known();
    known.add(answer(['a', 'b'], [[0, 1]], [[1, 0, 3]]));
    known.add(
        answer(
            ['a', 'b', 'c d'],
            [
                [0, 1],
                [1, 2],
            ],
            [[1, 1, 3]],
        ),
    );

    it('is shown for every part of it, with the ties among them', () => {
        expect(known.among(['a', 'b']).ties.map((tie) => tie.id)).toEqual(['GUARANTEES a b']);
        expect(known.among(['b', 'c d']).ties.map((tie) => tie.target)).toEqual(['c d']);
    });

    it('tells how many ties are left out of what is shown, not of what was answered', () => {
        expect(known.among(['a', 'b', 'c d']).left).toEqual([
            { party: 'b', kind: 'GUARANTEES', direction: 'out', shown: 1, total: 3 },
        ]);
        expect(known.among(['b', 'a']).left).toContainEqual({
            party: 'b',
            kind: 'GUARANTEES',
            direction: 'out',
            shown: 0,
            total: 3,
        });
        expect(known.among(['a']).left).toEqual([
            { party: 'a', kind: 'GUARANTEES', direction: 'out', shown: 0, total: 1 },
        ]);
    });

    it('covers what one answer held, and nothing that was never together', () => {
        expect(known.covers(['a', 'c d'])).toBe(true);
        known.add(answer(['e'], []));
        expect(known.covers(['a', 'e'])).toBe(false);
    });

    it('keeps members of a circle from several answers, and shows those that stand there', () => {
        const [hull] = known.among(['a', 'c d']).hulls;
        expect(hull).toMatchObject({ id: 'circle:1', members: ['a', 'c d'], size: 5, amount: 9 });
    });
});
