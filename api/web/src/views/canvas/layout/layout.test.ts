import { describe, expect, it } from 'vitest';

import { circular } from './circular';
import { layered } from './layered';
import { matrices, PER_NODE, placesOf } from './matrix';
import { packed, placed, unpacked } from './places';

const tie = (source: string, target: string) => ({ source, target });

describe('first places', () => {
    it('leave who stands where it stands, and put the new beside whom they are tied to', () => {
        const known = new Map([['a', { x: 1000, y: 0 }]]);
        const found = placed(['a', 'b', 'c'], [tie('b', 'a')], known);
        expect(found.get('a')).toEqual({ x: 1000, y: 0 });
        expect(Math.hypot((found.get('b')?.x ?? 0) - 1000, found.get('b')?.y ?? 0)).toBeLessThan(20);
    });

    it('are all different, and the same each time', () => {
        const ids = Array.from({ length: 300 }, (_, at) => `p${at}`);
        const found = placed(ids, [], new Map());
        expect(new Set([...found.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(300);
        expect(placed(ids, [], new Map())).toEqual(found);
    });

    it('are packed and unpacked', () => {
        const places = new Map([['a', { x: 1, y: 2 }]]);
        expect(unpacked(['a', 'b'], packed(['a', 'b'], places))).toEqual(places);
    });
});

describe('layers', () => {
    it('put a guarantor above whom it guarantees, as deep as the longest chain', () => {
        const found = layered(['c', 'b', 'a'], [tie('a', 'b'), tie('b', 'c'), tie('a', 'c')]);
        const y = (id: string) => found.get(id)?.y ?? NaN;
        expect(y('a')).toBeGreaterThan(y('b'));
        expect(y('b')).toBeGreaterThan(y('c'));
    });

    it('end in a circle too, and give everybody a place of its own', () => {
        const ids = Array.from({ length: 500 }, (_, at) => `p${at}`);
        const ties = ids.map((id, at) => tie(id, ids[(at + 1) % 500] ?? ''));
        const found = layered(ids, ties);
        expect(new Set([...found.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(500);
    });

    it('are wrapped where they are too wide', () => {
        const ids = Array.from({ length: 150 }, (_, at) => `p${at}`);
        const depths = new Set([...layered(ids, []).values()].map(({ y }) => y));
        expect(depths.size).toBe(3);
    });
});

it('puts members of one circle side by side', () => {
    const members = ['a', 'b', 'c', 'd'].map((id, at) => ({ id, circleId: at % 2 ? 'x' : null, groupId: null }));
    expect([...circular(members).keys()]).toEqual(['b', 'd', 'a', 'c']);
});

it('gives forces one pull per pair, and holds what is pinned', () => {
    const places = new Map([['a', { x: 3, y: 4 }]]);
    const found = matrices(['a', 'b'], [tie('a', 'b'), tie('b', 'a'), tie('a', 'a')], places, new Set(['a']));
    expect(found.edges.length).toBe(3);
    expect(found.nodes[9]).toBe(1);
    expect(found.nodes[PER_NODE + 9]).toBe(0);
    expect(found.nodes[6]).toBe(2);
    expect([...placesOf(found.nodes)]).toEqual([3, 4, 0, 0]);
});
