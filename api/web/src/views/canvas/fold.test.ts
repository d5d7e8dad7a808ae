import { expect, it } from 'vitest';

import { dependents } from './fold';

const TIES = [
    ['s', 'a'],
    ['a', 'b'],
    ['b', 'c'],
    ['s', 'd'],
    ['d', 'e'],
    ['e', 's'],
    ['s', 'leaf'],
].map(([source = '', target = '']) => ({ source, target }));

it('folds what no start reaches any more', () => {
    expect(dependents(TIES, 'a', new Set(['s'])).sort()).toEqual(['b', 'c']);
    expect(dependents(TIES, 'd', new Set(['s']))).toEqual([]);
});

it('folds at a start only those tied to nobody else', () => {
    expect(dependents(TIES, 's', new Set(['s']))).toEqual(['leaf']);
});

it('never folds what is kept', () => {
    expect(dependents(TIES, 'a', new Set(['s', 'c']))).toEqual([]);
});
