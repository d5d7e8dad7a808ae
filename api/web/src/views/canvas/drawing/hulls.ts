/** What encloses the members of a group or circle: the least convex outline around their places, a little wider. */

export type Point = readonly [number, number];

/** The corners, counterclockwise where y points up (Andrew's monotone chain); one or two points are their own hull. */
export function convexHull(points: readonly Point[]): Point[] {
    const sorted = [...points].sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
    const unique = sorted.filter((point, at) => at === 0 || !same(point, sorted[at - 1]));
    if (unique.length < 3) return unique;
    const [lower, upper] = [chain(unique), chain([...unique].reverse())];
    return [...lower.slice(0, -1), ...upper.slice(0, -1)];
}

/** The hull's corners moved away from its middle and rounded by arcs of the margin: a path of points around it. */
export function widened(hull: readonly Point[], margin: number): Point[] {
    const around = hull.flatMap(([x, y]) =>
        Array.from({ length: 12 }, (_, at): Point => {
            const angle = (2 * Math.PI * at) / 12;
            return [x + margin * Math.cos(angle), y + margin * Math.sin(angle)];
        }),
    );
    return convexHull(around);
}

function chain(points: readonly Point[]): Point[] {
    const found: Point[] = [];
    for (const point of points) {
        for (let [a, b] = ends(found); a && b && turn(a, b, point) <= 0; [a, b] = ends(found)) found.pop();
        found.push(point);
    }
    return found;
}

function ends(points: readonly Point[]): [Point | undefined, Point | undefined] {
    return [points.at(-2), points.at(-1)];
}

function turn([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number {
    return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

function same(one: Point, other: Point | undefined): boolean {
    return other !== undefined && one[0] === other[0] && one[1] === other[1];
}
