/**
 * Layers from top to bottom in the direction of ties: who stands for or owns another stands above it.
 *
 * Parties are put into an order in which as many ties as a search in depth allows lead onward; the others count turned.
 * A party stands one layer below the lowest of those above it. Within a layer, places follow the middle of the
 * neighbours, down and up a few times (Sugiyama, Tagawa and Toda 1981).
 */

import { type Place, STEP } from './places';

interface Ends {
    readonly source: string;
    readonly target: string;
}

type Beside = Map<string, string[]>;

const SWEEPS = 6;
/** A layer with more is wrapped, or the picture would be a line. */
const WIDEST = 60;

export function layered(ids: readonly string[], ties: readonly Ends[]): Map<string, Place> {
    const order = onward(ids, ties);
    const place = new Map(order.map((id, at) => [id, at]));
    const [above, below] = [new Map(), new Map()] as [Beside, Beside];
    for (const { source, target } of ties) {
        const [from, to] = [place.get(source), place.get(target)];
        if (from === undefined || to === undefined || from === to) continue;
        const [upper, lower] = from < to ? [source, target] : [target, source];
        added(below, upper, lower);
        added(above, lower, upper);
    }
    const layers = swept(layersOf(order, above), above, below).flatMap(wrapped);
    const width = 2 * STEP * Math.max(0, ...layers.map((layer) => layer.length));
    // About as wide as a screen is, so that few layers do not lie flat.
    const apart = Math.max(3 * STEP, width / 1.6 / layers.length);
    return new Map(
        layers.flatMap((layer, depth) =>
            layer.map((id, at) => [id, { x: (at - (layer.length - 1) / 2) * 2 * STEP, y: -depth * apart }] as const),
        ),
    );
}

/** The parties, the last one finished by a search in depth first. */
function onward(ids: readonly string[], ties: readonly Ends[]): string[] {
    const out: Beside = new Map(ids.map((id) => [id, []]));
    for (const { source, target } of ties) if (out.has(target)) out.get(source)?.push(target);
    const met = new Set<string>();
    const finished: string[] = [];
    for (const start of ids) {
        if (met.has(start)) continue;
        met.add(start);
        // A stack of its own: chains may be longer than calls nest.
        const path = [{ id: start, next: 0 }];
        for (let top = path.at(-1); top; top = path.at(-1)) {
            const following = out.get(top.id)?.[top.next++];
            if (following === undefined) {
                finished.push(top.id);
                path.pop();
            } else if (!met.has(following)) {
                met.add(following);
                path.push({ id: following, next: 0 });
            }
        }
    }
    return finished.reverse();
}

function layersOf(order: readonly string[], above: Beside): string[][] {
    const depth = new Map<string, number>();
    const layers: string[][] = [];
    for (const id of order) {
        const own = Math.max(0, ...(above.get(id) ?? []).map((upper) => (depth.get(upper) ?? 0) + 1));
        depth.set(id, own);
        (layers[own] ??= []).push(id);
    }
    return layers;
}

function swept(layers: string[][], above: Beside, below: Beside): string[][] {
    const place = new Map<string, number>();
    const settle = (layer: readonly string[]): void =>
        layer.forEach((id, at) => place.set(id, at - (layer.length - 1) / 2));
    layers.forEach(settle);
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
        const beside = sweep % 2 === 0 ? above : below;
        for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
            const middle = new Map(layer.map((id) => [id, middleOf(beside.get(id), place) ?? place.get(id) ?? 0]));
            layer.sort((one, other) => (middle.get(one) ?? 0) - (middle.get(other) ?? 0));
            settle(layer);
        }
    }
    return layers;
}

function middleOf(beside: readonly string[] | undefined, place: ReadonlyMap<string, number>): number | null {
    if (!beside || beside.length === 0) return null;
    return beside.reduce((sum, id) => sum + (place.get(id) ?? 0), 0) / beside.length;
}

function wrapped(layer: readonly string[]): string[][] {
    const rows = Math.ceil(layer.length / WIDEST);
    const width = Math.ceil(layer.length / rows);
    return Array.from({ length: rows }, (_, row) => layer.slice(row * width, (row + 1) * width));
}

function added(beside: Beside, one: string, other: string): void {
    const known = beside.get(one);
    if (known) known.push(other);
    else beside.set(one, [other]);
}
