import { describe, expect, it } from 'vitest';

import { type Drawn, operated, proposed } from './drawn';
import { svg } from './exporting';
import { type Film, frame, rounds } from './film';
import { lineOf, shapeOfKind, shapeOfLevel } from './drawing/looks';
import type { Tie } from './model';
import { dayAfter, daysBetween, type OverTime, tiesOn } from './over_time';

const guarantee = (source: string, target: string, number: string): Tie => ({
    id: `GUARANTEES ${source} ${target}`,
    source,
    target,
    kind: 'GUARANTEES',
    amount: 5,
    share: null,
    controls: false,
    words: [],
    numbers: [number],
    facts: 1,
    from: null,
    to: null,
});
const party = (id: string) => ({
    id,
    name: id,
    kind: 'company',
    level: null,
    groupId: null,
    circleId: null,
    lists: [],
    owed: 0,
    given: 0,
    received: 0,
});
const CIRCLE: Drawn = {
    parties: ['a', 'b', 'c'].map(party),
    ties: [guarantee('a', 'b', 'G1'), guarantee('b', 'a', 'G2')],
    hulls: [{ kind: 'circle', id: 'circle:1', members: ['a', 'b'], size: 2, amount: 10 }],
};

describe('an operation', () => {
    it('marks what is released before, and takes it and the circle away after', () => {
        const before = operated(CIRCLE, new Set(['G2']), false);
        expect(before.ties.map((tie) => tie.state)).toEqual([undefined, 'released']);
        const after = operated(CIRCLE, new Set(['G2']), true);
        expect(after.ties.map((tie) => tie.id)).toEqual(['GUARANTEES a b']);
        expect(after.hulls).toEqual([]);
    });
});

describe('a guarantee asked about', () => {
    it('is drawn with the circle that it would close', () => {
        const found = proposed(CIRCLE, { guarantor: 'b', debtor: 'c', cap: 7 }, ['c', 'a', 'b']);
        expect(found.ties.map((tie) => tie.state)).toEqual(['path', 'path', 'proposed']);
        expect(found.ties[2]?.amount).toBe(7);
    });

    it('is not drawn between parties that are not there', () => {
        expect(proposed(CIRCLE, { guarantor: 'b', debtor: 'x', cap: null }, []).ties).toHaveLength(2);
    });
});

describe('days', () => {
    const found: OverTime = {
        first: '2024-01-01',
        last: '2024-12-31',
        known_at: '2024-12-31',
        version: 1,
        party_id: ['a', 'b'],
        ties: {
            id: ['stays', 'stays', 'goes', 'comes'],
            source: [0, 0, 1, 0],
            target: [1, 1, 0, 1],
            kind: ['GUARANTEES', 'GUARANTEES', 'OWNS', 'LENT'],
            amount_cny: [3, 4, null, 9],
            share_ratio: [null, null, 0.5, null],
            word: [null, null, null, null],
            number: ['G1', 'G2', 'S1', 'L1'],
            valid_from: [null, '2024-03-01', '2020-01-01', '2024-06-01'],
            valid_to: [null, null, '2024-06-01', null],
            change: ['stayed', 'came', 'went', 'came'],
        },
        tie_count: 4,
        days: { day: ['2024-01-01'], came: [0], went: [0], in_force: [2] },
        unknown: [],
        truncated: false,
        notes: [],
    };
    const on = (day: string) => Object.fromEntries(tiesOn(found, day).map((tie) => [tie.id, tie]));

    it('show what is in force, facts of one tie together', () => {
        expect(on('2024-01-01')['stays']).toMatchObject({ amount: 3, facts: 1, numbers: ['G1'] });
        expect(on('2024-03-01')['stays']).toMatchObject({ amount: 7, facts: 2, from: null });
    });

    it('mark what came and what is gone, on the first day without it', () => {
        expect(on('2024-05-31')).toMatchObject({ goes: { share: 0.5 } });
        expect(on('2024-05-31')['goes']?.state).toBeUndefined();
        expect(on('2024-06-01')).toMatchObject({ goes: { state: 'gone' }, comes: { state: 'came' } });
        expect(on('2024-05-31')['comes']).toBeUndefined();
    });

    it('are counted without regard to clocks', () => {
        expect(dayAfter('2024-02-28', 2)).toBe('2024-03-01');
        expect(daysBetween('2024-01-01', '2024-12-31')).toBe(365);
    });
});

describe('a film', () => {
    const film: Film = {
        scenario: 's',
        model: 'multilayer',
        as_of: '2025-12-31',
        known_at: '2025-12-31',
        version: 1,
        parties: {
            party_id: ['a', 'b', 'c'],
            name: ['A', 'B', null],
            kind: ['company', 'bank', null],
            round: [0, 2, null],
            equity_cny: [1, 5, null],
            lost_cny: [0, 6, 1],
        },
        party_count: 3,
        losses: {
            round: [1, 2, 2],
            way: ['call', 'call', 'loan'],
            source: [0, 0, null],
            loser: [1, 1, 2],
            amount_cny: [4, 2, 1],
        },
        loss_count: 3,
        frames: { fallen: [1, 0, 1], calls_cny: [0, 4, 2], loans_cny: [0, 0, 1], stakes_cny: [0, 0, 0] },
        converged: true,
        truncated: false,
    };

    it('shows who falls in a round, and who is hit', () => {
        expect(rounds(film)).toBe(3);
        const states = (round: number) => frame(film, round, new Map()).parties.map((one) => one.state);
        expect(states(0)).toEqual(['falls', undefined, undefined]);
        expect(states(1)).toEqual(['fallen', 'hit', undefined]);
        expect(states(2)).toEqual(['fallen', 'falls', 'hit']);
    });

    it('adds up losses as they went, and leaves out ends that are not shown', () => {
        const { ties, parties } = frame(film, 2, new Map());
        expect(ties).toMatchObject([{ source: 'a', target: 'b', kind: 'call', amount: 6, state: 'lost' }]);
        expect(parties.map((one) => one.lost)).toEqual([0, 6, 1]);
    });
});

it('draws names as text in a file', () => {
    const shape = shapeOfKind('company');
    const file = svg({
        width: 100,
        height: 80,
        ground: '#fff',
        text: '#000',
        caption: '<b>&',
        hulls: [{ outline: [[0, 0], [1, 0], [1, 1]], colour: '#123456', label: 'x', filled: true }], // prettier-ignore
        ties: [{ from: [0, 0], to: [50, 50], width: 2, line: lineOf('OWNS', 'light'), label: '"' }],
        parties: [
            {
                x: 10,
                y: 10,
                size: 8,
                label: '<script>alert(1)</script>\u0007',
                body: shape,
                fill: '#123456',
                ring: shapeOfLevel(7),
                ringFill: '#654321',
            },
        ],
    });
    expect(file).not.toContain('<script');
    expect(file).toContain('&lt;script&gt;');
    expect(file).not.toContain('\u0007');
    expect(file.match(/NaN|undefined/)).toBeNull();
});
