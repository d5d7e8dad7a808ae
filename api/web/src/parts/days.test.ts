import { describe, expect, it } from 'vitest';

import { daysBetween, lastDay, plusDays, today } from './days';

describe('days', () => {
    it('are added over the end of a month, a year and a leap day', () => {
        expect(plusDays('2024-02-28', 1)).toBe('2024-02-29');
        expect(plusDays('2025-12-31', 1)).toBe('2026-01-01');
        expect(plusDays('2026-01-01', -1)).toBe('2025-12-31');
    });

    it('end the day before the one that is told; an open end stays open', () => {
        expect(lastDay('2026-04-27')).toBe('2026-04-26');
        expect(lastDay(null)).toBeNull();
    });

    it('are counted whole, also from a moment', () => {
        expect(daysBetween('2025-12-31T23:59:00.000+00:00', '2026-01-02')).toBe(2);
        expect(daysBetween('2026-01-02', '2026-01-02')).toBe(0);
    });

    it("today is the reader's", () => {
        expect(today(new Date(2026, 0, 5, 0, 30))).toBe('2026-01-05');
    });
});
