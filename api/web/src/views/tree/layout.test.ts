import { describe, expect, it } from 'vitest';

import { lines, widthOf } from './label';
import { type Box, type Drawing, drawing } from './layout';
import { inside, LEAST, SHEET, sheets } from './sheets';
import { rooted, type Row, type Shown, shown, unfoldedWhole } from './tree';

/** The same trees every time. */
function random(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return state / 2147483648;
    };
}

function grown(seed: number, size: number): Row[] {
    const draw = random(seed);
    const found: Row[] = [];
    for (let row = 0; row < size; row++) {
        const parent_row = row === 0 ? null : Math.floor(draw() ** 2 * row);
        const depth = parent_row === null ? 0 : (found[parent_row]?.depth ?? 0) + 1;
        const other = { name: null, kind: null, share_ratio: 0.1, vote_ratio: 0.1, path_ratio: 0.1, mark: null };
        const flags = { controls: null, root_control: null, undetermined: null };
        found.push({
            row,
            parent_row,
            depth,
            party_id: `p${row}`,
            children: draw() < 0.2 ? 99 : 0,
            ...other,
            ...flags,
        });
    }
    return found;
}

function side(name: 'up' | 'down', seed: number, size: number, whole = true): Shown {
    const root = rooted(name, grown(seed, size));
    if (!root) throw new Error('no root');
    const unfolded = whole ? unfoldedWhole(root) : { open: unfoldedWhole(root).open, whole: new Set<string>() };
    return shown(root, unfolded, () => false);
}

function over(one: Box, other: Box): boolean {
    return (
        Math.abs(one.x - other.x) < (one.width + other.width) / 2 &&
        Math.abs(one.y - other.y) < (one.height + other.height) / 2
    );
}

const SEEDS = Array.from({ length: 12 }, (_, at) => at + 1);
const drawn = (seed: number): Drawing =>
    drawing([side('up', seed, 60, seed % 2 === 0), side('down', seed + 50, 90, seed % 3 === 0)]);

describe('a drawing', () => {
    it.each(SEEDS)('has no box over another (%d)', (seed) => {
        const { boxes } = drawn(seed);
        for (const [at, one] of boxes.entries())
            for (const other of boxes.slice(at + 1)) expect(over(one, other), `${one.x} ${other.x}`).toBe(false);
    });

    it.each(SEEDS)('has everybody above the middle of his own (%d)', (seed) => {
        const { boxes } = drawn(seed);
        const place = new Map(boxes.filter((box) => box.rest === 0).map((box) => [box.branch.key, box]));
        for (const box of place.values()) {
            const below = boxes.filter((one) =>
                one.rest > 0 ? one.branch === box.branch : one.branch.parent === box.branch,
            );
            if (below.length === 0 || box.branch.parent === null) continue;
            expect((Math.min(...below.map((b) => b.x)) + Math.max(...below.map((b) => b.x))) / 2).toBeCloseTo(box.x);
        }
    });

    it('has owners above and holdings below the party, which stands there once', () => {
        const { boxes, stakes, frame } = drawn(1);
        const roots = boxes.filter((box) => box.branch.parent === null && box.rest === 0);
        expect(roots.map((box) => [box.x, Math.abs(box.y)])).toEqual([[0, 0]]);
        for (const box of boxes.filter((one) => one.branch.parent !== null))
            expect(Math.sign(box.y)).toBe(box.branch.side === 'up' ? -1 : 1);
        for (const stake of stakes) expect(Math.sign(stake.tip.y)).toBe(stake.branch.side === 'up' ? -1 : 1);
        for (const box of boxes) expect(inside(frame, box)).toBe(true);
    });

    it('has every percentage between two levels', () => {
        const { boxes, stakes } = drawn(3);
        for (const stake of stakes) {
            const label = { ...stake, width: 60, height: 16, branch: stake.branch, rest: 0 };
            expect(boxes.some((box) => over(box, label))).toBe(false);
        }
    });
});

describe('sheets of paper', () => {
    it('are one where the drawing can be read on it', () => {
        const small = drawing([side('up', 1, 4)]);
        expect(sheets(small)).toEqual([small.frame]);
    });

    it.each(SEEDS)('have every box whole on one of them (%d)', (seed) => {
        const all = drawn(seed);
        const paper = sheets(all);
        expect(paper.length).toBeGreaterThan(1);
        for (const box of all.boxes) expect(paper.some((sheet) => inside(sheet, box))).toBe(true);
        for (const sheet of paper) expect(SHEET.width / sheet.width).toBeGreaterThanOrEqual(LEAST);
    });
});

describe('a name in a box', () => {
    it('is broken where it fits', () => {
        expect(lines('临江精密机械有限公司', 12)).toEqual(['临江精密机械有限公司']);
        expect(lines('临江精密机械设备制造有限责任公司', 12)).toEqual(['临江精密机械设备制造有限', '责任公司']);
        expect(lines('Linjiang Precision Machinery Company', 12)).toEqual(['Linjiang Precision', 'Machinery Company']);
    });

    it('ends with a sign that there is more', () => {
        const found = lines('临江精密机械设备制造与进出口贸易控股集团有限责任公司', 8);
        expect(found).toHaveLength(2);
        expect(found[1]?.endsWith('…')).toBe(true);
        for (const line of found) expect(widthOf(line)).toBeLessThanOrEqual(8);
    });

    it('may be one endless word, markup, or nothing', () => {
        expect(lines('x'.repeat(500), 10)).toHaveLength(2);
        expect(lines('<b>A</b>', 20)).toEqual(['<b>A</b>']);
        expect(lines('  ', 10)).toEqual([]);
    });
});
