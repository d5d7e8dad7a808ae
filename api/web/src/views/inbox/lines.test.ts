import { describe, expect, it } from 'vitest';

import { beside, type Group, type Line, placeOf } from './lines';

const line = (id: string): Line => ({
    id,
    level: 4,
    partyId: 'firm:A',
    name: null,
    rule: 'losses',
    title: null,
    reason: null,
    state: 'new',
    assignee: null,
    openedAt: null,
    mark: null,
});
const GROUPS: Group[] = [
    { party: null, lines: [line('a'), line('b')] },
    { party: null, lines: [line('c')] },
];

describe('moving', () => {
    it('goes on over the end of a group and stays at the ends', () => {
        expect(beside(GROUPS, 'b', 1)).toBe('c');
        expect(beside(GROUPS, 'c', 1)).toBe('c');
        expect(beside(GROUPS, 'a', -1)).toBe('a');
    });

    it('begins with the first where nothing was looked at', () => {
        expect(beside(GROUPS, null, 1)).toBe('a');
        expect(beside([], 'a', 1)).toBeNull();
    });

    it('goes to what took the place of a line that is gone', () => {
        expect(placeOf(GROUPS, 'b')).toBe(1);
        expect(beside(GROUPS, 'gone', 1, 1)).toBe('b');
        expect(beside(GROUPS, 'gone', -1, 7)).toBe('c');
    });
});
