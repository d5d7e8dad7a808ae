/** Places of parties before any layout: near those that they are tied to, else on a spiral in their order. */

interface Ends {
    readonly source: string;
    readonly target: string;
}

export interface Place {
    readonly x: number;
    readonly y: number;
}

/** What lies next to each other is so far apart. */
export const STEP = 10;

const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** A place for each: the known ones stay, and the same question always has the same answer. */
export function placed(
    ids: readonly string[],
    ties: readonly Ends[],
    known: ReadonlyMap<string, Place>,
): Map<string, Place> {
    const found = new Map<string, Place>();
    for (const id of ids) {
        const place = known.get(id);
        if (place) found.set(id, place);
    }
    const anchors = anchorsOf(ids, ties, found);
    const beside = new Map<string, number>();
    const outside = found.size;
    for (const [at, id] of ids.entries()) {
        if (found.has(id)) continue;
        const anchor = anchors.get(id);
        const base = anchor === undefined ? undefined : known.get(anchor);
        if (anchor === undefined || base === undefined) found.set(id, onSpiral(at + outside));
        else {
            const turn = (beside.get(anchor) ?? 0) + 1;
            beside.set(anchor, turn);
            const near = onSpiral(turn + 2);
            found.set(id, { x: base.x + near.x * 0.6, y: base.y + near.y * 0.6 });
        }
    }
    return found;
}

/** Per party without a place one with a place that it is tied to. */
function anchorsOf(
    ids: readonly string[],
    ties: readonly Ends[],
    found: ReadonlyMap<string, Place>,
): Map<string, string> {
    const anchors = new Map<string, string>();
    if (found.size === 0 || found.size === ids.length) return anchors;
    for (const { source, target } of ties) {
        if (found.has(source) && !found.has(target) && !anchors.has(target)) anchors.set(target, source);
        if (found.has(target) && !found.has(source) && !anchors.has(source)) anchors.set(source, target);
    }
    return anchors;
}

function onSpiral(at: number): Place {
    const radius = STEP * Math.sqrt(at);
    return { x: radius * Math.cos(at * GOLDEN), y: radius * Math.sin(at * GOLDEN) };
}

/** Places beside identities as an array of x and y, as a state keeps them. */
export function packed(ids: readonly string[], places: ReadonlyMap<string, Place>): Float32Array {
    return Float32Array.from(ids.flatMap((id) => [places.get(id)?.x ?? NaN, places.get(id)?.y ?? NaN]));
}

export function unpacked(ids: readonly string[], places: Float32Array): Map<string, Place> {
    const found = new Map<string, Place>();
    for (const [at, id] of ids.entries()) {
        const [x, y] = [places[2 * at], places[2 * at + 1]];
        if (x !== undefined && y !== undefined && Number.isFinite(x) && Number.isFinite(y)) found.set(id, { x, y });
    }
    return found;
}
