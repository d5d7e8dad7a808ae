import { describe, expect, it } from 'vitest';

import { exactMoney, figure, MISSING, money, percent } from './figures';

describe('money', () => {
    it.each([
        [0, '0元', 'CNY 0'],
        [1, '1元', 'CNY 1'],
        [9_999, '9,999元', 'CNY 9,999'],
        [10_000, '1万元', 'CNY 10,000'],
        [8_000_000, '800万元', 'CNY 8 million'],
        [99_999_999, '1亿元', 'CNY 100 million'],
        [123_456_789, '1.235亿元', 'CNY 123.5 million'],
        [-2_500_000, '-250万元', 'CNY -2.5 million'],
        [1.5e12, '1.5万亿元', 'CNY 1.5 trillion'],
    ])('%d', (cny, zh, en) => {
        expect(money(cny, 'zh')).toBe(zh);
        expect(money(cny, 'en')).toBe(en);
    });

    it('does not show what is missing as nothing', () => {
        for (const absent of [null, undefined, Number.NaN]) expect(money(absent, 'zh')).toBe(MISSING);
    });

    it('is exact where asked', () => {
        expect(exactMoney(1234567.891, 'zh')).toBe('1,234,567.89元');
    });
});

describe('percent and figure', () => {
    it('keeps a small share visible', () => {
        expect(percent(0.5123, 'en')).toBe('51.2%');
        expect(percent(0.0123, 'en')).toBe('1.23%');
        expect(percent(0, 'en')).toBe('0%');
        expect(percent(null, 'en')).toBe(MISSING);
    });

    it('separates thousands', () => {
        expect(figure(1234567, 'en')).toBe('1,234,567');
        expect(figure(3.14159, 'en')).toBe('3.142');
    });
});
