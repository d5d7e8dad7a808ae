/** What lies under and beside the ties: hulls, names, the overview. */

import type { Hull } from '../model';
import { convexHull, type Point, widened } from './hulls';
import { faded, type Palette } from './palette';

const MOST_HULLS = 24;

/** Hulls with two or more members on the canvas, circles full and groups dashed. `at`: a party's place in pixels. */
export function drawHulls(
    context: CanvasRenderingContext2D,
    hulls: readonly Hull[],
    at: (id: string) => Point | null,
    colours: Palette,
    name: (hull: Hull) => string,
): void {
    for (const hull of [...hulls]
        .filter((one) => one.members.length > 1)
        .slice(0, MOST_HULLS)
        .reverse()) {
        const points = hull.members.map(at).filter((point) => point !== null);
        if (points.length < 2) continue;
        const circle = hull.kind === 'circle';
        const outline = widened(convexHull(points), circle ? 20 : 26);
        const colour = circle ? colours.bad : colours.accent;
        context.beginPath();
        for (const [x, y] of outline) context.lineTo(x, y);
        context.closePath();
        // Groups lie within one another: filled, they would cover the picture.
        if (circle) {
            context.fillStyle = faded(colour, 0.1);
            context.fill();
        }
        context.strokeStyle = faded(colour, 0.7);
        context.lineWidth = circle ? 1.5 : 1;
        context.setLineDash(circle ? [] : [5, 4]);
        context.stroke();
        const [x, y] = outline.reduce((top, point) => (point[1] < top[1] ? point : top));
        context.setLineDash([]);
        written(context, name(hull), x, y - 4, colour, colours.ground, 'center');
    }
}

/** Text with a rim of the ground's colour, legible over lines. */
export function written(
    context: CanvasRenderingContext2D,
    text: string,
    x: number,
    y: number,
    colour: string,
    ground: string,
    align: CanvasTextAlign = 'left',
): void {
    context.textAlign = align;
    context.lineJoin = 'round';
    context.lineWidth = 3;
    context.strokeStyle = ground;
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
}

/** The whole in small: the dots of the parties, a frame for what is in view. */
export function drawOverview(
    context: CanvasRenderingContext2D,
    dots: HTMLCanvasElement,
    view: readonly Point[],
    colours: Palette,
): void {
    const { width, height } = context.canvas;
    context.clearRect(0, 0, width, height);
    context.drawImage(dots, 0, 0);
    context.beginPath();
    for (const [x, y] of view) context.lineTo(x, y);
    context.closePath();
    context.strokeStyle = colours.accent;
    context.lineWidth = 2;
    context.stroke();
}
