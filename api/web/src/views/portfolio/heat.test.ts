import { describe, expect, it } from 'vitest';

import { type Cells, gridOf, placesOf, shade, shared } from './heat';

const CELLS = {
    region: ['浙江省杭州市', '浙江省宁波市', '浙江省杭州市', null],
    industry: ['批发业', '批发业', null, '零售业'],
    debt_cny: [50, 30, 15, 5],
} as unknown as Cells;

describe('a grid', () => {
    it('has every place where somebody owes, the largest region and industry first', () => {
        const grid = gridOf(CELLS, 10);
        expect(grid.regions).toEqual(['浙江省杭州市', '浙江省宁波市', null]);
        expect(grid.industries).toEqual(['批发业', null, '零售业']);
        expect(grid.places).toEqual([
            [0, 2, null],
            [1, null, null],
            [null, null, 3],
        ]);
        expect(grid.share).toBe(1);
        expect(placesOf(CELLS)[3]).toEqual({ region: null, industry: '零售业', at: 3 });
    });

    it('says which part it has where it is cut', () => {
        const grid = gridOf(CELLS, 1);
        expect([grid.regions, grid.industries, grid.share]).toEqual([['浙江省杭州市'], ['批发业'], 0.5]);
    });

    it('may be empty', () => {
        const none = { region: [], industry: [], debt_cny: [] } as unknown as Cells;
        expect(gridOf(none, 10)).toEqual({ regions: [], industries: [], places: [], share: 1 });
    });
});

describe('a shade', () => {
    it('goes from nothing to the darkest, and is seen as soon as there is anything', () => {
        expect([shade(0, 100), shade(25, 100), shade(100, 100)]).toEqual([0, 4, 8]);
        expect([shade(0.001, 100), shade(-5, 100), shade(5, 0)]).toEqual([1, 0, 0]);
    });
});

describe('what regions share in front', () => {
    it('is left out only where it is the same of all', () => {
        expect(shared(['浙江省杭州市', '浙江省宁波市', null])).toBe('浙江省');
        expect(shared(['浙江省杭州市', '江苏省南京市'])).toBe('');
        expect(shared(['浙江省', '浙江省杭州市'])).toBe('');
        expect(shared(['浙江省杭州市'])).toBe('');
        expect(shared(['Zhejiang', 'Jiangsu'])).toBe('');
    });
});
