/** The canvas as a file: a drawing (SVG, of which PNG is made), or data (JSON). Tables write their own CSV. */

import { corners, type Line, type Shape } from './drawing/looks';
import type { Point } from './drawing/hulls';
import type { Drawn } from './drawn';

/** In pixels of the drawing, y downward. */
export interface PictureParty {
    readonly x: number;
    readonly y: number;
    readonly size: number;
    readonly label: string;
    readonly body: Shape;
    readonly fill: string;
    readonly ring: Shape | null;
    readonly ringFill: string;
}

export interface PictureTie {
    readonly from: Point;
    readonly to: Point;
    readonly width: number;
    readonly line: Line;
    readonly label: string;
}

export interface PictureHull {
    readonly outline: readonly Point[];
    readonly colour: string;
    readonly label: string;
    readonly filled: boolean;
}

export interface Picture {
    readonly width: number;
    readonly height: number;
    readonly ground: string;
    readonly text: string;
    readonly caption: string;
    readonly hulls: readonly PictureHull[];
    readonly ties: readonly PictureTie[];
    readonly parties: readonly PictureParty[];
}

const FONT = "'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif";

/** The drawing on its own: no scripts, no outside addresses, names as text. */
export function svg(picture: Picture): string {
    const { width, height, ground, text, caption } = picture;
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" font-size="11">`,
        `<title>${escaped(caption)}</title><rect width="${width}" height="${height}" fill="${ground}"/>`,
        ...picture.hulls.map(drawnHull),
        ...picture.ties.map(drawnTie),
        ...picture.parties.map((party) => drawnParty(party, ground)),
        ...picture.parties.filter((party) => party.label).map((party) => label(party, text, ground)),
        `<text x="12" y="${height - 12}" fill="${text}">${escaped(caption)}</text></svg>`,
    ].join('\n');
}

/** What is drawn as data, with what was asked. */
export function json(drawn: Drawn, about: Record<string, unknown>): string {
    return JSON.stringify({ ...about, parties: drawn.parties, ties: drawn.ties, hulls: drawn.hulls }, null, 2);
}

function drawnHull({ outline, colour, label, filled }: PictureHull): string {
    return `<path d="${path(outline)}" fill="${colour}" fill-opacity="${filled ? 0.1 : 0}" stroke="${colour}"${filled ? '' : ' stroke-dasharray="6 4"'}><title>${escaped(label)}</title></path>`;
}

function drawnTie({ from, to, width, line, label }: PictureTie): string {
    const dash = line.dash[1] > 0 ? ` stroke-dasharray="${line.dash.join(' ')}"` : '';
    const [x, y, length] = [to[0] - from[0], to[1] - from[1], Math.hypot(to[0] - from[0], to[1] - from[1]) || 1];
    const [ux, uy, head, half] = [x / length, y / length, width * 1.6 + 5, width * 0.9 + 2.6];
    const base: Point = line.arrow ? [to[0] - ux * head, to[1] - uy * head] : to;
    const tip = line.arrow
        ? `<path d="${path([to, [base[0] - uy * half, base[1] + ux * half], [base[0] + uy * half, base[1] - ux * half]])}" fill="${line.colour}"/>`
        : '';
    return `<g><title>${escaped(label)}</title><path d="M${fixed(from)}L${fixed(base)}" stroke="${line.colour}" stroke-width="${round(width)}" fill="none"${dash}/>${tip}</g>`;
}

function drawnParty({ x, y, size, body, fill, ring, ringFill, label }: PictureParty, ground: string): string {
    const at = (shape: Shape, radius: number): string =>
        path(corners(shape, radius).map(([dx, dy]): Point => [x + dx, y - dy]));
    const around = ring
        ? `<path d="${at(ring, size * 0.86)}" fill="${ringFill}"/><path d="${at(body, size * 0.56)}" fill="${ground}"/>`
        : '';
    return `<g><title>${escaped(label)}</title>${around}<path d="${at(body, size * (ring ? 0.46 : 0.76))}" fill="${fill}"/></g>`;
}

function label({ x, y, size, label }: PictureParty, text: string, ground: string): string {
    return `<text x="${round(x + size + 2)}" y="${round(y + 4)}" fill="${text}" stroke="${ground}" stroke-width="3" paint-order="stroke">${escaped(label)}</text>`;
}

function path(points: readonly Point[]): string {
    return `M${points.map(fixed).join('L')}Z`;
}

function fixed([x, y]: Point): string {
    return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
    return Math.round(value * 10) / 10;
}

/** Text that no reader of XML takes for markup; what XML cannot hold is left out. */
function escaped(text: string): string {
    return text
        .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '') // eslint-disable-line no-control-regex
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;');
}
