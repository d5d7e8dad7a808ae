import { describe, expect, it } from 'vitest';

import { both, type CaseFile, partiesIn, standingFinding } from './finding';

const finding = (id: string) => ({ signal_id: id, level: 4, evidence: { nodes: [{ id: 'firm:A', label: 'Person' }] } });

describe('a case file', () => {
    it('has the finding that stands, whatever came after it in the list', () => {
        const file = { signal_id: 'one', findings: [finding('one'), finding('two')] } as unknown as CaseFile;
        expect(standingFinding(file)?.signal_id).toBe('one');
    });

    it('has evidence with every part, also where little was stored', () => {
        const file = { signal_id: 'x', findings: [finding('one'), finding('two')] } as unknown as CaseFile;
        const found = standingFinding(file);
        expect(found?.signal_id).toBe('two');
        expect(found?.evidence.edges).toEqual([]);
        expect(standingFinding({ signal_id: 'x', findings: [] } as unknown as CaseFile)).toBeNull();
    });

    it('tells parties from records', () => {
        const nodes = [
            { id: 'a', label: 'Enterprise' },
            { id: 'b', label: 'Loan' },
            { id: 'c', label: 'Person' },
        ];
        const evidence = { nodes, edges: [], facts: {}, measures: {}, truncated: false, would_lower: {} };
        expect([...partiesIn(evidence)]).toEqual(['a', 'c']);
    });

    it('splits a line in both languages, and says one that has but one twice', () => {
        expect(both('概率高 · probability high · and more')).toEqual({
            zh: '概率高',
            en: 'probability high · and more',
        });
        expect(both('自定')).toEqual({ zh: '自定', en: '自定' });
    });
});
