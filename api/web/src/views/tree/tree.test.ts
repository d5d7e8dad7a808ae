import { describe, expect, it } from 'vitest';

import { type Control, onTheWay, stakesOfControl } from './control';
import { outlined } from './outline';
import {
    atFirst,
    type Branch,
    every,
    FEW,
    revealing,
    rooted,
    type Row,
    type Shown,
    shown,
    unfoldedWhole,
} from './tree';

/** Rows as the API gives them: a name, the row above, and what differs from the usual. */
export function rows(...given: readonly (readonly [string, number | null, Partial<Row>?])[]): Row[] {
    const found: Row[] = [];
    for (const [row, [party_id, parent_row, other]] of given.entries()) {
        const children = given.filter((one) => one[1] === row).length;
        const depth = parent_row === null ? 0 : (found[parent_row]?.depth ?? 0) + 1;
        const usual = { name: party_id, kind: 'company', share_ratio: 0.5, vote_ratio: 0.5, path_ratio: 0.5 };
        const flags = { mark: null, controls: false, root_control: false, undetermined: false };
        found.push({ row, parent_row, depth, party_id, children, ...usual, ...flags, ...other });
    }
    return found;
}

const many = (count: number): Row[] =>
    rows(['T', null], ...Array.from({ length: count }, (_, at) => [`F${at}`, 0] as const));

function root(given: Row[], side: 'up' | 'down' = 'up'): Branch {
    const found = rooted(side, given);
    if (!found) throw new Error('no root');
    return found;
}

function keys(one: Shown): string[] {
    return [one.branch.row.party_id, ...one.below.flatMap(keys)];
}

const NEVER = (): boolean => false;

describe('branches', () => {
    it('tell of a repeated party where its branch is, and of a circle whom it comes back to', () => {
        const found = root(
            rows(
                ['T', null],
                ['H', 0],
                ['P', 1],
                ['P', 0, { mark: 'repeated' }],
                ['T', 1, { mark: 'cycle', children: 4 }],
            ),
        );
        const first = [...every(found)].map((one) => one.first?.key ?? null);
        expect(first).toEqual([null, null, null, 'up0', 'up2']);
        expect([...every(found)].every((one) => one.unseen === 0)).toBe(true);
    });

    it('count what the answer does not have', () => {
        const found = root(rows(['T', null, { children: 9 }], ['H', 0, { children: 3 }]));
        expect([found.unseen, found.below[0]?.unseen]).toEqual([8, 3]);
    });

    it('are none without rows', () => expect(rooted('up', [])).toBeNull());
});

describe('what is drawn', () => {
    it('are a few of many, and those on the way of control', () => {
        const found = root(many(20));
        const last = found.below.at(-1);
        const drawn = shown(found, { open: new Set(['up0']), whole: new Set() }, (one) => one === last);
        expect(keys(drawn)).toEqual(['T', 'F0', 'F1', 'F2', 'F3', 'F4', 'F5', 'F19']);
        expect(drawn.hidden).toBe(20 - FEW - 1);
    });

    it('is one more where saying so takes no less room', () => {
        const found = root(many(FEW + 1));
        expect(shown(found, { open: new Set(['up0']), whole: new Set() }, NEVER).hidden).toBe(0);
    });

    it('is at first what is read at one glance, and the way of control however deep', () => {
        const given = rows(['T', null], ['A', 0], ['B', 0], ['C', 1], ['D', 3], ['E', 4], ['F', 5]);
        const wide = [...given, ...Array.from({ length: 30 }, (_, at) => ({ ...given[1], row: 7 + at }) as Row)];
        const found = root(wide);
        const seen = atFirst(found, (one) => ['A', 'C', 'D', 'E'].includes(one.row.party_id));
        expect([...seen.open].sort()).toEqual(['up0', 'up1', 'up3', 'up4', 'up5']);
        expect(atFirst(found, NEVER).open.has('up0')).toBe(true);
    });

    it('is everything up to a bound, which is told', () => {
        expect(unfoldedWhole(root(many(20))).complete).toBe(true);
        const some = unfoldedWhole(root(rows(['T', null], ['A', 0], ['B', 1], ['C', 1])), 3);
        expect([some.complete, [...some.open]]).toEqual([false, ['up0']]);
    });

    it('has a branch that is asked for', () => {
        const found = root(many(20));
        const last = found.below.at(-1);
        if (!last) throw new Error('no last');
        const seen = revealing(last, { open: new Set(), whole: new Set() });
        expect(keys(shown(found, seen, NEVER))).toContain('F19');
    });
});

describe('the way of control', () => {
    const named = (party_id: string) => ({ party_id, name: null, kind: null });
    const held = (party_id: string) => ({ party: named(party_id), votes_ratio: 0.5, share_ratio: 0.5, stakes: [] });
    const found = {
        facts: {
            steps: [
                { controlled: named('H'), own: [held('P')], through: [] },
                { controlled: named('T'), own: [held('P')], through: [held('H')] },
            ],
        },
    } as unknown as Control;

    it('goes upwards by the stakes that decide, also by those that alone would not', () => {
        const tree = root(rows(['T', null], ['H', 0], ['P', 1], ['P', 0, { mark: 'repeated' }], ['Q', 0]));
        const deciding = stakesOfControl(found);
        const way = [...every(tree)].filter((one) => onTheWay(one, deciding)).map((one) => one.key);
        expect(way).toEqual(['up1', 'up2', 'up3']);
        expect(stakesOfControl(null).size).toBe(0);
    });

    it('goes downwards through those that the root controls', () => {
        const yes = { root_control: true };
        const tree = root(rows(['P', null], ['H', 0, yes], ['T', 1, yes], ['L', 0], ['T', 3, yes]), 'down');
        const way = [...every(tree)].filter((one) => onTheWay(one, new Set())).map((one) => one.key);
        expect(way).toEqual(['down1', 'down2']);
    });
});

describe('the outline', () => {
    it('has a line for each that is drawn, and one for those that are not', () => {
        const found = root(rows(['T', null, { children: 5 }], ['A', 0], ['B', 1], ['C', 0]));
        const lines = outlined(shown(found, { open: new Set(['up0', 'up1']), whole: new Set() }, NEVER));
        expect(lines.map((line) => [line.key, line.level, line.place, line.of, line.rest])).toEqual([
            ['up1', 1, 1, 3, 0],
            ['up2', 2, 1, 1, 0],
            ['up3', 1, 2, 3, 0],
            ['up0-rest', 1, 3, 3, 3],
        ]);
    });

    it('says nothing of what is folded', () => {
        const found = root(rows(['T', null], ['A', 0, { children: 9 }]));
        const lines = outlined(shown(found, { open: new Set(['up0']), whole: new Set() }, NEVER));
        expect(lines.map((line) => line.key)).toEqual(['up1']);
    });
});
