import { expect, it } from 'vitest';

import { HIGHEST, outline } from './level';

it('gives every level a shape of its own', () => {
    const shapes = Array.from({ length: HIGHEST }, (_, at) => outline(at + 1, 10));
    expect(new Set(shapes).size).toBe(HIGHEST);
});

it('refuses what is no level', () => {
    for (const level of [0, 9, 1.5]) expect(() => outline(level, 10)).toThrow(RangeError);
});
