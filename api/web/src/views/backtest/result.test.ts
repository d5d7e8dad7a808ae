import { describe, expect, it } from 'vitest';

import { axisEnd, type Bar, barsOf, type RuleFound } from './result';

const rule = (id: string, value: number | null, low: number | null, high: number | null): RuleFound =>
    ({ id, title: { zh: id, en: id }, precision: value, precision_low: low, precision_high: high }) as RuleFound;

describe('bars', () => {
    it('stand by height, the surer of equals first, and leave out what is not defined', () => {
        const rules = [
            rule('none', null, null, null),
            rule('wide', 0.2, 0, 0.6),
            rule('sure', 0.2, 0.1, 0.3),
            rule('top', 0.5, 0.4, 0.6),
        ];
        expect(barsOf(rules, 'precision').map((bar) => bar.id)).toEqual(['top', 'sure', 'wide']);
    });

    it('without an interval are a dot', () => {
        expect(barsOf([rule('a', 0.2, null, null)], 'precision')[0]).toMatchObject({ low: 0.2, high: 0.2 });
    });
});

describe('an axis', () => {
    const bar = (high: number) => ({ high }) as Bar;

    it('of shares ends at one, of others at a round number above all', () => {
        expect(axisEnd([bar(0.2)], 'recall')).toBe(1);
        expect(axisEnd([bar(27.3), bar(3)], 'lift')).toBe(30);
        expect(axisEnd([bar(153)], 'lead_time_days')).toBe(200);
        expect(axisEnd([], 'lift')).toBe(1);
    });
});
