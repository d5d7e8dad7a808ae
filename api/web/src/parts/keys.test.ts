import { describe, expect, it } from 'vitest';

import { commandOf } from './keys';

const COMMANDS = { j: 'next', '?': 'help' } as const;

function press(key: string, more: object = {}, within: string | null = null) {
    const target = { closest: (selector: string) => (within && selector.includes(within) ? {} : null) };
    return {
        key,
        ctrlKey: false,
        metaKey: false,
        altKey: false,
        isComposing: false,
        defaultPrevented: false,
        target: target as unknown as EventTarget,
        ...more,
    };
}

describe('a key', () => {
    it('stands for its command', () => {
        expect(commandOf(press('j'), COMMANDS)).toBe('next');
        expect(commandOf(press('?'), COMMANDS)).toBe('help');
    });

    it('does nothing where it stands for nothing, also by a name that every object has', () => {
        expect(commandOf(press('q'), COMMANDS)).toBeNull();
        expect(commandOf(press('constructor'), COMMANDS)).toBeNull();
    });

    it('does nothing while something is typed, chosen or composed', () => {
        for (const place of ['input', 'textarea', 'select', 'dialog'])
            expect(commandOf(press('j', {}, place), COMMANDS)).toBeNull();
        expect(commandOf(press('j', { isComposing: true }), COMMANDS)).toBeNull();
    });

    it("does nothing with a modifier that is the browser's", () => {
        for (const modifier of ['ctrlKey', 'metaKey', 'altKey'])
            expect(commandOf(press('j', { [modifier]: true }), COMMANDS)).toBeNull();
    });
});
