/** Lets forces work beside the page: places go back every so often until they hardly change, or time is up. */

import iterate from 'graphology-layout-forceatlas2/iterate.js';

import { type Matrices, placesOf } from './matrix';

/** x and y of each party, in their order. */
export interface Moved {
    readonly places: Float32Array<ArrayBuffer>;
    readonly done: boolean;
}

const PAUSE_MS = 60;
/** About as long as one looks on. */
const LONGEST_MS = 4_000;
const MOST_STEPS = 600;
/** Mean way of a party in one step, as part of the extent, below which nothing is seen to move. */
const STILL = 2e-4;

onmessage = ({ data: { nodes, edges } }: MessageEvent<Matrices>): void => {
    const settings = settingsFor(nodes.length / 10);
    const end = performance.now() + LONGEST_MS;
    let steps = 0;
    // In turns, so that a message to stop (terminate) and posting come through.
    const turn = (): void => {
        const until = performance.now() + PAUSE_MS;
        const before = placesOf(nodes);
        let taken = 0;
        for (; performance.now() < until && steps < MOST_STEPS; taken++, steps++) iterate(settings, nodes, edges);
        const places = placesOf(nodes);
        const done = steps >= MOST_STEPS || performance.now() > end || wayOf(before, places) < STILL * taken;
        postMessage({ places, done } satisfies Moved, { transfer: [places.buffer] });
        if (!done) setTimeout(turn);
    };
    turn();
};

function settingsFor(count: number): Record<string, unknown> {
    return {
        linLogMode: false,
        outboundAttractionDistribution: false,
        adjustSizes: false,
        edgeWeightInfluence: 1,
        scalingRatio: 10,
        strongGravityMode: true,
        gravity: 0.05,
        slowDown: 1 + Math.log(Math.max(count, 1)),
        barnesHutOptimize: count > 400,
        barnesHutTheta: 0.8,
    };
}

function wayOf(before: Float32Array, after: Float32Array): number {
    let [sum, extent] = [0, 1e-9];
    for (let at = 0; at < after.length; at++) {
        sum += Math.abs((after[at] ?? 0) - (before[at] ?? 0));
        extent = Math.max(extent, Math.abs(after[at] ?? 0));
    }
    return sum / Math.max(after.length, 1) / extent;
}
