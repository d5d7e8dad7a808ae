import { describe, expect, it } from 'vitest';

import { filtersOf, mattersAsked, narrowed, standingsAsked, WIDE } from './filters';

const of = (address: string) => filtersOf(new URLSearchParams(address));

describe('filters', () => {
    it('ask for everything open where the address says nothing', () => {
        expect(mattersAsked(of(''), null)).toEqual({ level: 1 });
        expect(of('').by).toBe('matter');
        expect(narrowed(of('by=party&waiting=yes'))).toBe(false);
    });

    it('ask for what the address says', () => {
        const filters = of('level=6&state=closing&rule=losses&party=firm%3AA&assignee=li&ended=yes&waiting=yes');
        expect(mattersAsked(filters, '2025-12-31')).toEqual({
            level: 6,
            state: 'closing',
            rule: 'losses',
            party_id: 'firm:A',
            assigned_to: 'li',
            ended: true,
            waiting: true,
            on: '2025-12-31',
        });
        expect(standingsAsked(filters, null)).toEqual({ level: 6, waiting: true });
        expect(narrowed(filters)).toBe(true);
    });

    it('leave out what nobody knows, so that an old link still opens', () => {
        expect(mattersAsked(of('level=99&state=lost&ended=1&rule='), null)).toEqual({ level: 1 });
        expect(mattersAsked(of('level=2.5'), null)).toEqual({ level: 1 });
    });

    it('are all taken away at once', () => {
        const query = new URLSearchParams('level=6&state=new&rule=a&party=b&assignee=c&ended=yes&waiting=yes');
        for (const name of Object.keys(WIDE)) query.delete(name);
        expect(query.toString()).toBe('');
    });
});
