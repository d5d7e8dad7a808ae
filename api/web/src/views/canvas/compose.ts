/** What is on the canvas as a drawing of its own size, for a file: the same looks, everything in view. */

import { type PartyDrawn, type TieDrawn } from './drawing/drawing';
import { convexHull, type Point, widened } from './drawing/hulls';
import { lineOf } from './drawing/looks';
import type { Palette } from './drawing/palette';
import type { Drawn } from './drawn';
import type { Picture } from './exporting';
import type { Place } from './layout/places';

interface Looks {
    readonly parties: ReadonlyMap<string, PartyDrawn>;
    readonly ties: ReadonlyMap<string, TieDrawn>;
}

const [WIDTH, HEIGHT, MARGIN] = [1600, 1000, 70];
const LANE = 7;
/** With more parties only the largest and those with a warning are named, or names would cover the picture. */
const NAMED = 120;

export function composed(
    drawn: Drawn,
    places: ReadonlyMap<string, Place>,
    looks: Looks,
    colours: Palette,
    caption: string,
): Picture {
    const at = fitted(drawn, places);
    const named = namedOf(drawn, looks);
    return {
        width: WIDTH,
        height: HEIGHT,
        ground: colours.ground,
        text: colours.text,
        caption,
        hulls: drawn.hulls
            .filter((hull) => hull.members.length > 1)
            .map((hull) => ({
                outline: widened(convexHull(points(hull.members, at)), 22),
                colour: hull.kind === 'circle' ? colours.bad : colours.accent,
                label: hull.id,
                filled: hull.kind === 'circle',
            }))
            .filter((hull) => hull.outline.length > 2),
        ties: drawn.ties.flatMap((tie) => {
            const [from, to, look] = [at.get(tie.source), at.get(tie.target), looks.ties.get(tie.id)];
            if (!from || !to || !look) return [];
            const ends = shortened(from, to, look, [sizeOf(looks, tie.source), sizeOf(looks, tie.target)]);
            const line = { ...lineOf(tie.kind, colours.theme), colour: look.color, dash: look.dash };
            return [{ ...ends, width: look.size, line, label: `${tie.kind} ${look.label}`.trim() }];
        }),
        parties: drawn.parties.flatMap((party) => {
            const [place, look] = [at.get(party.id), looks.parties.get(party.id)];
            if (!place || !look) return [];
            const { size, body, color, ring, ringColor } = look;
            const label = named.has(party.id) ? look.label : '';
            return [{ x: place[0], y: place[1], size, label, body, fill: color, ring, ringFill: ringColor }];
        }),
    };
}

function points(members: readonly string[], at: ReadonlyMap<string, Point>): Point[] {
    return members.map((id) => at.get(id)).filter((point) => point !== undefined);
}

function sizeOf(looks: Looks, id: string): number {
    return looks.parties.get(id)?.size ?? 0;
}

/** Places in pixels, y downward, so that all fit with a margin. */
function fitted(drawn: Drawn, places: ReadonlyMap<string, Place>): Map<string, Point> {
    const found = drawn.parties.flatMap(({ id }) => {
        const place = places.get(id);
        return place ? [[id, place] as const] : [];
    });
    const [xs, ys] = [found.map(([, { x }]) => x), found.map(([, { y }]) => y)];
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const scale = Math.min((WIDTH - 2 * MARGIN) / (right - left || 1), (HEIGHT - 2 * MARGIN) / (high - low || 1));
    return new Map(
        found.map(([id, { x, y }]) => [
            id,
            [WIDTH / 2 + (x - (left + right) / 2) * scale, HEIGHT / 2 - (y - (low + high) / 2) * scale],
        ]),
    );
}

/** From rim to rim, in its lane. */
function shortened(
    from: Point,
    to: Point,
    { lane }: TieDrawn,
    [first, last]: [number, number],
): { from: Point; to: Point } {
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
    const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
    // y points down here, so that left of the way is the other way round than on screen coordinates upward.
    const [ax, ay] = [uy * lane * LANE, -ux * lane * LANE];
    const gap = Math.min(first * 0.8, length / 2);
    const end = Math.min(last * 0.86, length / 2);
    return {
        from: [from[0] + ux * gap + ax, from[1] + uy * gap + ay],
        to: [to[0] - ux * end + ax, to[1] - uy * end + ay],
    };
}

function namedOf(drawn: Drawn, looks: Looks): Set<string> {
    const ranked = [...drawn.parties].sort(
        (one, other) => (other.level ?? 0) - (one.level ?? 0) || sizeOf(looks, other.id) - sizeOf(looks, one.id),
    );
    return new Set(ranked.slice(0, NAMED).map((party) => party.id));
}
