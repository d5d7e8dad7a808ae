/** Where the points of a radar stand; the middle is 0, the first axis points up. */

export const WORST = 100;

export interface Point {
    readonly x: number;
    readonly y: number;
}

/** The point of a value on an axis of so many, `reach` being the worst. */
export function at(axis: number, of: number, value: number, reach: number): Point {
    const angle = (2 * Math.PI * axis) / of - Math.PI / 2;
    const far = (reach * value) / WORST;
    return { x: round(far * Math.cos(angle)), y: round(far * Math.sin(angle)) };
}

/** The polygon of a value on all axes. */
export function ring(of: number, value: number, reach: number): string {
    return pointsOf(Array.from({ length: of }, (_, axis) => at(axis, of, value, reach)));
}

/** The outline of what is known; with less than three known axes there is none. */
export function outline(values: readonly (number | null)[], reach: number): string | null {
    const known = values.flatMap((value, axis) => (value === null ? [] : [at(axis, values.length, value, reach)]));
    return known.length < 3 ? null : pointsOf(known);
}

function pointsOf(points: readonly Point[]): string {
    return points.map(({ x, y }) => `${x},${y}`).join(' ');
}

function round(value: number): number {
    // Adding nothing makes a zero of a negative zero.
    return Math.round(value * 10) / 10 + 0;
}
