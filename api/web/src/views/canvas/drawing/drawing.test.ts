import { describe, expect, it } from 'vitest';

import { convexHull, type Point, widened } from './hulls';
import { corners, lanes, lineOf, shapeOfKind, shapeOfLevel, sizeOf, widthOf } from './looks';

const GROUND = { light: '#ffffff', dark: '#18212a' } as const;
const KINDS = ['GUARANTEES', 'OWNS', 'LENT', 'ACTS_WITH', 'SAME_AS', 'DEPENDS_ON', 'RELATED_TO', 'HOLDS_POSITION'];

describe('looks', () => {
    it('tell levels and kinds of party apart without colour', () => {
        const shapes = Array.from({ length: 8 }, (_, at) => shapeOfLevel(at + 1));
        expect(new Set(shapes.slice(1).map((shape) => JSON.stringify(shape))).size).toBe(7);
        const kinds = ['company', 'person', 'bank', 'guarantee_firm', 'insurer', 'small_loan', 'government'];
        expect(new Set(kinds.map((kind) => JSON.stringify(shapeOfKind(kind)))).size).toBe(kinds.length);
    });

    it('tell kinds of tie apart without colour, and against the ground', () => {
        expect(new Set(KINDS.map((kind) => lineOf(kind, 'light').dash.join())).size).toBe(KINDS.length);
        for (const theme of ['light', 'dark'] as const)
            for (const kind of KINDS) expect(contrast(lineOf(kind, theme).colour, GROUND[theme])).toBeGreaterThan(3);
    });

    it('widen a tie by its amount, and not beyond', () => {
        expect(widthOf({ amount: 100, share: null }, 100)).toBe(6);
        expect(widthOf({ amount: 1, share: null }, 100)).toBeLessThan(2);
        expect(widthOf({ amount: null, share: null }, 100)).toBe(1);
    });

    it('grow parties by what they owe, less where there are many', () => {
        const large = { owed: 9, given: 0 };
        expect(sizeOf(large, 9, 10)).toBeGreaterThan(sizeOf({ owed: 1, given: 0 }, 9, 10));
        expect(sizeOf(large, 9, 2000)).toBeLessThan(sizeOf(large, 9, 10));
        expect(sizeOf(large, 0, 10)).toBe(10);
    });

    it('draw a polygon with straight sides', () => {
        const square = corners(shapeOfKind('guarantee_firm'), 1);
        expect(square).toHaveLength(8);
        const [[ax, ay] = [0, 0], [bx, by] = [0, 0], [cx, cy] = [0, 0]] = square;
        expect((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)).toBeCloseTo(0);
    });
});

it('leads parallel ties beside one another, those back and forth on sides of their own', () => {
    const found = lanes([
        { id: '1', source: 'a', target: 'b' },
        { id: '2', source: 'b', target: 'a' },
        { id: '3', source: 'a', target: 'c' },
    ]);
    expect(found.get('3')).toBe(0);
    expect(found.get('1')).toBe(-0.5);
    // Seen from b, whose left is the right of a: the other side.
    expect(found.get('2')).toBe(-0.5);
});

describe('hulls', () => {
    const square: Point[] = [
        [0, 0],
        [2, 0],
        [2, 2],
        [0, 2],
    ];

    it('hold the outermost only', () => {
        expect(convexHull([...square, [1, 1], [1, 0], [2, 2]])).toEqual(square);
        expect(convexHull([])).toEqual([]);
        expect(convexHull([[1, 1], [1, 1]])).toEqual([[1, 1]]); // prettier-ignore
    });

    it('are widened all around, also of one or two', () => {
        const wide = widened(square, 1);
        expect(Math.min(...wide.map(([x]) => x))).toBeCloseTo(-1);
        expect(Math.max(...wide.map(([, y]) => y))).toBeCloseTo(3);
        expect(widened([[5, 5]], 1)).toHaveLength(12);
    });
});

function contrast(one: string, other: string): number {
    const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x);
    return ((a ?? 0) + 0.05) / ((b ?? 0) + 0.05);
}

function luminance(colour: string): number {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
        const part = parseInt(colour.slice(at, at + 2), 16) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
