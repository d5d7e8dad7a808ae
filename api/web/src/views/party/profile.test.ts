import { describe, expect, it } from 'vitest';

import { evidenceOf } from './evidence';
import { changesOf, namesIn, notApplicable, type Profile, remarks, sectionsOf, titleOf } from './profile';
import { at, outline, ring } from './radar';
import { axisEnd, inUnit } from './unit';

const NO = { zh: '自然人不适用。', en: 'It does not apply to natural persons.' };
const WHY = { zh: '没有财务报表。', en: 'No statement is known.' };

function of(notOf: readonly string[]): Profile {
    return {
        answer: { not_applicable: notOf.map((section) => ({ section, said: NO })) },
        certainty: {
            sections: [
                { section: 'register', complete: true, notes: [] },
                { section: 'statement', complete: false, notes: [WHY] },
                { section: 'loans', complete: false, notes: [NO] },
            ],
        },
        changes: [
            { section: 'control', change: { said: WHY } },
            { section: 'owners', change: { said: NO } },
            { section: 'guarantees', change: { said: NO } },
        ],
    } as unknown as Profile;
}

describe('a section', () => {
    it('does not apply where none of its parts does', () => {
        const person = of(['register', 'statement', 'owners', 'control', 'score', 'radar']);
        expect(notApplicable(person, 'register')).toBe(NO);
        expect(notApplicable(person, 'owners')).toBeNull();
        expect(notApplicable(of(['statement']), 'register')).toBeNull();
        expect(sectionsOf(person)).not.toContain('score');
        expect(sectionsOf(person)).toContain('owners');
        expect(sectionsOf(of([]))).toHaveLength(14);
        expect(titleOf({ ...person, answer: { ...person.answer, kind: 'person' } }, 'owners').en).toBe(
            'Stakes and posts',
        );
    });

    it('has the doubts and the changes of its parts', () => {
        expect(remarks(of([]), 'register')).toEqual([{ said: WHY, doubtful: true }]);
        expect(remarks(of([]), 'timeline')).toEqual([]);
        expect(changesOf(of([]), 'owners')).toEqual([WHY, NO]);
    });
});

describe('evidence', () => {
    it('is read as it was stored', () => {
        const found = evidenceOf({
            nodes: [
                { id: 'a', label: 'Enterprise' },
                { id: 's', label: 'Statement' },
            ],
            edges: [
                { type: 'REPORTED', source: 'a', target: 's', amount_cny: 5, said_by: 'x', recorded_on: '2025-01-01' },
            ],
            facts: { failed: 1, who: '<b>', list: [1] },
            measures: { 'own.net_assets_cny': -2 },
            would_lower: { zh: '甲', en: 'a' },
            truncated: true,
        });
        expect(found.figures).toEqual([
            ['failed', 1],
            ['who', '<b>'],
            ['own.net_assets_cny', -2],
        ]);
        expect([...found.parties]).toEqual(['a']);
        expect(found.edges[0]).toMatchObject({ amount: 5, saidBy: 'x', from: null });
        expect([found.lowered?.en, found.cut]).toEqual(['a', true]);
    });

    it('may be of any other form', () => {
        for (const stored of [{}, { edges: 'x', nodes: null, facts: [1], would_lower: 3 }, { edges: [null] }])
            expect(() => evidenceOf(stored)).not.toThrow();
        expect(evidenceOf({}).lowered).toBeNull();
    });
});

describe('a radar', () => {
    it('has its first axis upwards and the worst outside', () => {
        expect(at(0, 5, 100, 80)).toEqual({ x: 0, y: -80 });
        expect(at(1, 4, 50, 80)).toEqual({ x: 40, y: 0 });
        expect(ring(4, 100, 10)).toBe('0,-10 10,0 0,10 -10,0');
    });

    it('has no outline of less than three', () => {
        expect(outline([10, null, 20, null, null], 80)).toBeNull();
        expect(outline([10, 0, 20, null, 30], 80)?.split(' ')).toHaveLength(4);
    });
});

it('figures have their unit, and what is missing is no zero', () => {
    expect(inUnit(230000, 'cny', 'zh')).toBe('23万元');
    expect(inUnit(0.123, 'ratio', 'en')).toBe('12.3%');
    expect(inUnit(4, 'level', 'en')).toBe('4');
    expect(inUnit('存续', 'text', 'zh')).toBe('存续');
    expect([inUnit(null, 'cny', 'zh'), inUnit(0, 'cny', 'zh')]).toEqual(['—', '0元']);
});

it('the axis of a probability ends at a round figure', () => {
    expect([0, 0.132, 0.5, 0.51, 1].map(axisEnd)).toEqual([0.01, 0.2, 0.5, 1, 1]);
});

it('names are found wherever they stand', () => {
    const found = namesIn({
        party: { party_id: 'a', name: '甲' },
        facts: [{ other: { party_id: 'b', name: null } }, 1],
    });
    expect([...found]).toEqual([['a', '甲']]);
});
