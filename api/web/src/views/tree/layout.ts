/**
 * Where the boxes of a tree stand: one level below the other, each above the middle of its own, none over another.
 * A branch is packed by its outline, level by level, so that a deep one reaches under a shallow neighbour.
 */

import type { Branch, Shown } from './tree';

export const BOX = { width: 156, height: 64 };
export const REST = { width: 104, height: 34 };
const GAP = { beside: 16, between: 80 };
const PITCH = BOX.height + GAP.between;
/** Where the lines to the owners or holdings of a box part, from the box. */
const FORK = 31;
/** Where it is folded and unfolded, from the box. */
const KNOB = 19;

/** A party; or, with `rest` above 0, that so many more are known below the branch than are drawn. */
export interface Box {
    readonly branch: Branch;
    readonly rest: number;
    /** The middle. */
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
}

/** The stake between a box and the one above it in the tree, from the owner to the owned. */
export interface Stake {
    readonly branch: Branch;
    readonly path: string;
    /** The middle of the label. */
    readonly x: number;
    readonly y: number;
    /** Where it enters the owned. */
    readonly tip: { readonly x: number; readonly y: number };
}

/** Where a branch is folded and unfolded; without `open` there are so many more, which this answer does not have. */
export interface Fork {
    readonly branch: Branch;
    readonly open: boolean | null;
    readonly count: number;
    readonly x: number;
    readonly y: number;
}

export interface Frame {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
}

export interface Drawing {
    readonly boxes: readonly Box[];
    readonly stakes: readonly Stake[];
    readonly forks: readonly Fork[];
    /** From a branch to what is not drawn of it. */
    readonly dotted: readonly string[];
    readonly frame: Frame;
}

type Building = { -readonly [K in keyof Drawing]: Drawing[K] extends readonly (infer One)[] ? One[] : Drawing[K] };

interface Packed {
    readonly shown: Shown;
    readonly rest: number;
    readonly below: readonly (readonly [Packed, number])[];
    /** How far it reaches to either side of its middle, by level. */
    readonly left: readonly number[];
    readonly right: readonly number[];
}

export const MARGIN = 24;

/** The owners above, the holdings below, the party itself between them at the origin. */
export function drawing(sides: readonly Shown[]): Drawing {
    const drawn: Omit<Building, 'frame'> = { boxes: [], stakes: [], forks: [], dotted: [] };
    for (const side of sides) {
        const before = drawn.boxes.length;
        stand(packed(side), { x: 0, level: 0, sign: side.branch.side === 'up' ? -1 : 1 }, drawn);
        // The party itself is the root of both.
        if (before > 0) drawn.boxes.splice(before, 1);
    }
    return { ...drawn, frame: framed(drawn.boxes) };
}

/** The frame around boxes, with a margin. */
export function framed(boxes: readonly Box[]): Frame {
    const left = Math.min(...boxes.map((box) => box.x - box.width / 2)) - MARGIN;
    const right = Math.max(...boxes.map((box) => box.x + box.width / 2)) + MARGIN;
    const top = Math.min(...boxes.map((box) => box.y - box.height / 2)) - MARGIN;
    const bottom = Math.max(...boxes.map((box) => box.y + box.height / 2)) + MARGIN;
    return { left, top, width: right - left, height: bottom - top };
}

function packed(shown: Shown): Packed {
    const children = shown.below.map(packed);
    const rest = shown.open ? shown.hidden + shown.branch.unseen : 0;
    if (rest > 0) children.push(alone(shown, rest));
    if (children.length === 0) return alone(shown, 0);
    const places = beside(children);
    const middle = ((places[0] ?? 0) + (places.at(-1) ?? 0)) / 2;
    const below = children.map((child, at) => [child, (places[at] ?? 0) - middle] as const);
    const levels = Math.max(...children.map((child) => child.left.length));
    const reach = (side: 'left' | 'right', sign: number): number[] =>
        Array.from({ length: levels }, (_, level) =>
            Math.max(...below.map(([child, x]) => (child[side][level] ?? -Infinity) + sign * x)),
        );
    const half = BOX.width / 2;
    return {
        shown,
        rest: 0,
        below,
        left: [half, ...reach('left', -1)],
        right: [half, ...reach('right', 1)],
    };
}

function alone(shown: Shown, rest: number): Packed {
    const width = rest > 0 ? REST.width : BOX.width;
    return { shown, rest, below: [], left: [width / 2], right: [width / 2] };
}

/** The middles of neighbours, the first at 0: each as near to those before it as their outlines allow. */
function beside(children: readonly Packed[]): readonly number[] {
    const reached: number[] = [];
    return children.map((child, at) => {
        const x = at === 0 ? 0 : Math.max(...child.left.map((left, level) => reachedAt(reached, level) + left));
        for (const [level, right] of child.right.entries())
            reached[level] = Math.max(reachedAt(reached, level), x + right + GAP.beside);
        return x;
    });
}

function reachedAt(reached: readonly number[], level: number): number {
    return reached[level] ?? -Infinity;
}

interface Spot {
    readonly x: number;
    readonly level: number;
    /** -1 upwards, 1 downwards. */
    readonly sign: number;
}

function stand(own: Packed, at: Spot, drawn: Omit<Building, 'frame'>): void {
    const { branch } = own.shown;
    const [x, y] = [at.x, at.sign * at.level * PITCH];
    if (own.rest > 0) {
        // What is not drawn stands near to whose it is.
        const closer = (at.sign * (REST.height - BOX.height)) / 2;
        drawn.boxes.push({ branch, rest: own.rest, x, y: y + closer, ...REST });
        return;
    }
    drawn.boxes.push({ branch, rest: 0, x, y, ...BOX });
    const open = branch.below.length > 0 ? own.shown.open : null;
    const count = open === null ? branch.unseen : branch.below.length + branch.unseen;
    if (count > 0) drawn.forks.push({ branch, open, count, x, y: y + at.sign * (BOX.height / 2 + KNOB) });
    for (const [child, offset] of own.below) {
        stand(child, { ...at, x: x + offset, level: at.level + 1 }, drawn);
        const run = line({ x, y }, x + offset, at.sign);
        if (child.rest > 0) drawn.dotted.push(run.path);
        else drawn.stakes.push({ branch: child.shown.branch, ...run });
    }
}

/** From the box above in the tree to the one below it. */
function line(above: { x: number; y: number }, x: number, sign: number): Omit<Stake, 'branch'> {
    const [near, far] = [above.y + (sign * BOX.height) / 2, above.y + sign * (PITCH - BOX.height / 2)];
    const fork = near + sign * FORK;
    return {
        path: `M${above.x} ${near}V${fork}H${x}V${far}`,
        x,
        y: (fork + far) / 2,
        tip: sign < 0 ? { x: above.x, y: near } : { x, y: far },
    };
}
