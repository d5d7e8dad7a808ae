/** The keys of the inbox. */

import { ACTS, type Kind } from './acts';

export type Command = { readonly act: Kind } | { readonly move: number } | 'help' | 'filter' | 'read' | 'again';

/** By the key; `j` and the arrow do the same. */
export const KEYS: Readonly<Record<string, Command>> = {
    ...Object.fromEntries(ACTS.map((act) => [act.key, { act: act.kind }])),
    j: { move: 1 },
    ArrowDown: { move: 1 },
    k: { move: -1 },
    ArrowUp: { move: -1 },
    l: 'read',
    '/': 'filter',
    g: 'again',
    '?': 'help',
};
