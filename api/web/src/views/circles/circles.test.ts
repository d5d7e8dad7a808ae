import { describe, expect, it } from 'vitest';

import { columns, externalShare, monthsOf, type Summary } from './circles';

const circle = (external: number | null, outstanding: number | null): Summary =>
    ({
        circle_id: 'circle:1',
        size: 3,
        nominal_cny: 46_573_000,
        debt_cny: 85_600_000,
        since: null,
        external_cover_cny: external,
        numbers: outstanding === null ? null : { outstanding_cny: outstanding },
    }) as Summary;

describe('external cover', () => {
    it('is a share of the guaranteed loans', () => {
        expect(externalShare(circle(20, 80))).toBe(0.25);
        expect(externalShare(circle(0, 80))).toBe(0);
    });

    it('is not known where the law was not asked or nothing is owed', () => {
        expect(externalShare(circle(null, null))).toBeNull();
        expect(externalShare(circle(0, 0))).toBeNull();
    });
});

describe('columns', () => {
    it('show amounts rounded and keep them exact', () => {
        const nominal = columns('zh', () => 'a').find((column) => column.id === 'nominal');
        expect(nominal?.shown?.(circle(1, 2))).toBe('4,657万元');
        expect(nominal?.value(circle(1, 2))).toBe(46_573_000);
    });
});

describe('months of history', () => {
    it('are those that are offered', () => {
        expect(monthsOf('24')).toBe(24);
        expect([monthsOf(null), monthsOf('999'), monthsOf('x')]).toEqual([60, 60, 60]);
    });
});
