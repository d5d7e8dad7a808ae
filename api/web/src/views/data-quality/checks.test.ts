import { describe, expect, it } from 'vitest';

import { type Check, chosen, inUnit } from './checks';

const check = (id: string, aspect: string, count: number): Check => ({ id, aspect, count }) as Check;
const CHECKS = [check('a', 'missing', 0), check('b', 'missing', 3), check('c', 'stale', 1)];

describe('checks', () => {
    it('are chosen by aspect and by whether they find something', () => {
        const ids = (aspect: string | null, found: boolean) => chosen(CHECKS, aspect, found).map((one) => one.id);
        expect(ids(null, false)).toEqual(['a', 'b', 'c']);
        expect(ids('missing', false)).toEqual(['a', 'b']);
        expect(ids('missing', true)).toEqual(['b']);
    });

    it('tell values in their unit', () => {
        expect(inUnit(1_760_000, '元', 'zh')).toBe('176万元');
        expect(inUnit(0.015, 'ratio', 'en')).toBe('1.5%');
        expect(inUnit(365, 'day', 'en')).toBe('365');
        expect(inUnit(null, 'day', 'en')).toBe('—');
    });
});
