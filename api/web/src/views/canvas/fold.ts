/** Which parties a fold takes off the canvas: those that hang on it by one party only. */

interface Ends {
    readonly source: string;
    readonly target: string;
}

/**
 * The parties that no start reaches any more without this one. At a start itself: those tied to nobody else.
 * `kept` are never folded (starts and what is pinned).
 */
export function dependents(ties: readonly Ends[], party: string, kept: ReadonlySet<string>): string[] {
    const beside = neighbours(ties);
    const around = beside.get(party) ?? new Set();
    const roots = [...kept].filter((id) => id !== party && beside.has(id));
    if (kept.has(party) || roots.length === 0)
        return [...around].filter((id) => !kept.has(id) && beside.get(id)?.size === 1);
    const reached = reachable(beside, roots, party);
    const cut = reachable(beside, [party], null);
    return [...cut].filter((id) => id !== party && !reached.has(id));
}

function neighbours(ties: readonly Ends[]): Map<string, Set<string>> {
    const found = new Map<string, Set<string>>();
    const add = (one: string, other: string): void => {
        const known = found.get(one);
        if (known) known.add(other);
        else found.set(one, new Set([other]));
    };
    for (const tie of ties) {
        add(tie.source, tie.target);
        add(tie.target, tie.source);
    }
    return found;
}

function reachable(beside: Map<string, Set<string>>, starts: readonly string[], without: string | null): Set<string> {
    const found = new Set(starts);
    const waiting = [...starts];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
        for (const next of beside.get(at) ?? [])
            if (next !== without && !found.has(next)) {
                found.add(next);
                waiting.push(next);
            }
    return found;
}
