/** Parties and ties as the arrays that graphology's ForceAtlas2 goes on with (its `helpers.js`). */

import type { Place } from './places';

interface Ends {
    readonly source: string;
    readonly target: string;
}

export interface Matrices {
    readonly nodes: Float32Array<ArrayBuffer>;
    readonly edges: Float32Array<ArrayBuffer>;
}

/** Numbers per party and per tie. */
export const PER_NODE = 10;
const PER_EDGE = 3;
const [X, Y, MASS, CONVERGENCE, SIZE, FIXED] = [0, 1, 6, 7, 8, 9] as const;

/** Several ties between two parties draw as one: those that are tied in more ways are not closer for it. */
export function matrices(
    ids: readonly string[],
    ties: readonly Ends[],
    places: ReadonlyMap<string, Place>,
    pinned: ReadonlySet<string>,
): Matrices {
    const nodes = new Float32Array(ids.length * PER_NODE);
    const at = new Map(ids.map((id, index) => [id, index * PER_NODE]));
    for (const [index, id] of ids.entries()) {
        const row = nodes.subarray(index * PER_NODE, (index + 1) * PER_NODE);
        row[X] = places.get(id)?.x ?? 0;
        row[Y] = places.get(id)?.y ?? 0;
        row[MASS] = row[CONVERGENCE] = row[SIZE] = 1;
        row[FIXED] = pinned.has(id) ? 1 : 0;
    }
    const pairs = new Map<string, [number, number]>();
    for (const { source, target } of ties) {
        const [from, to] = [at.get(source), at.get(target)];
        if (from !== undefined && to !== undefined && from !== to)
            pairs.set(`${Math.min(from, to)} ${Math.max(from, to)}`, [from, to]);
    }
    const edges = new Float32Array(pairs.size * PER_EDGE);
    for (const [index, [from, to]] of [...pairs.values()].entries()) {
        edges.set([from, to, 1], index * PER_EDGE);
        for (const end of [from, to]) nodes[end + MASS] = (nodes[end + MASS] ?? 0) + 1;
    }
    return { nodes, edges };
}

/** The places in the matrix of nodes: x and y of each. */
export function placesOf(nodes: Float32Array): Float32Array<ArrayBuffer> {
    const found = new Float32Array((nodes.length / PER_NODE) * 2);
    for (let index = 0; index < found.length / 2; index++) {
        found[2 * index] = nodes[index * PER_NODE + X] ?? 0;
        found[2 * index + 1] = nodes[index * PER_NODE + Y] ?? 0;
    }
    return found;
}
