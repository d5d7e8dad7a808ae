import { describe, expect, it } from 'vitest';

import { rowsOf } from './rows';

describe('rows', () => {
    it('are made of the places of all columns', () => {
        expect(rowsOf({ source: ['a', 'b'], age: [1, null] })).toEqual([
            { source: 'a', age: 1 },
            { source: 'b', age: null },
        ]);
        expect(rowsOf({ source: [] })).toEqual([]);
    });

    it('are refused where a column is shorter', () => {
        expect(() => rowsOf({ source: ['a', 'b'], age: [1] })).toThrow(RangeError);
    });
});
