import { describe, expect, it } from 'vitest';

import { hrefTo, inside, matched, to } from './address';

describe('addresses', () => {
    it('carry identifiers whole', () => {
        const path = to('/party', 'finbench:company:1/2 #三');
        expect(matched('/party/:id', path)).toEqual({ id: 'finbench:company:1/2 #三' });
    });

    it('fit a pattern by every part', () => {
        expect(matched('/party/:id', '/party')).toBeNull();
        expect(matched('/party/:id', '/party/')).toBeNull();
        expect(matched('/party/:id/tree', '/party/a/tree')).toEqual({ id: 'a' });
        expect(matched('/party/:id', '/party/%E4%B')).toBeNull();
    });

    it('lie under the prefix', () => {
        expect(inside('/explore/')).toBe('/');
        expect(inside('/explore')).toBe('/');
        expect(inside('/explore/party/a')).toBe('/party/a');
        expect(hrefTo('/inbox', { as_of: '2025-12-31', level: null })).toBe('/explore/inbox?as_of=2025-12-31');
    });
});
