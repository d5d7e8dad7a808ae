/** Keys that act: none does while something is typed or chosen, in a dialogue, or with a modifier that is the browser's. */

const TYPED_IN = 'input, select, textarea, [contenteditable], dialog';

type Press = Pick<
    KeyboardEvent,
    'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'defaultPrevented' | 'target'
>;

/** What a key press stands for, or null where it is none of these keys or belongs to somebody else. */
export function commandOf<Command>(press: Press, commands: Readonly<Record<string, Command>>): Command | null {
    if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing || press.defaultPrevented) return null;
    if (!Object.hasOwn(commands, press.key) || typedIn(press.target)) return null;
    return commands[press.key] ?? null;
}

function typedIn(target: EventTarget | null): boolean {
    return target !== null && 'closest' in target && (target as Element).closest(TYPED_IN) !== null;
}
