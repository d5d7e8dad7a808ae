/** The shapes of the eight levels, so that colour never stands alone: a disc, then polygons and stars with more points. */

/** Points of the outline by level; a negative number is a star with so many points, 0 a disc. */
const SHAPES = [0, 0, 4, 3, 5, 6, -5, -6, -8] as const;

export const HIGHEST = 8;

/** The path of a level's shape within a circle of that radius around the origin. RangeError outside 1 to 8. */
export function outline(level: number, radius: number): string {
    const shape = SHAPES[level];
    if (level < 1 || shape === undefined) throw new RangeError(`level ${level}`);
    if (shape === 0)
        return `M${-radius} 0A${radius} ${radius} 0 1 0 ${radius} 0A${radius} ${radius} 0 1 0 ${-radius} 0Z`;
    const corners = shape > 0 ? shape : -shape * 2;
    const points = Array.from({ length: corners }, (_, at) => {
        const reach = shape < 0 && at % 2 === 1 ? radius * 0.72 : radius;
        const angle = (2 * Math.PI * at) / corners - Math.PI / 2;
        return `${round(reach * Math.cos(angle))} ${round(reach * Math.sin(angle))}`;
    });
    return `M${points.join('L')}Z`;
}

function round(value: number): number {
    return Math.round(value * 100) / 100;
}
