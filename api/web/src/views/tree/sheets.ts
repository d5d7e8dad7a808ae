/** A drawing on sheets of paper: on one where it can be read there, else cut into several that overlap by a box. */

import { BOX, type Drawing, type Frame, MARGIN } from './layout';

/** A4 across within margins of 12 mm and below the lines that say what it is, in CSS pixels (1/96 inch). */
export const SHEET = { width: 1030, height: 570 };
/** Below that scale, names of 13 pixels are no longer read on paper. */
export const LEAST = 0.5;
const OVERLAP = { x: BOX.width + 16, y: BOX.height + 16 };

/** What each sheet shows, from the top, row by row; sheets on which no box stands are left out. */
export function sheets(drawing: Drawing, sheet = SHEET): readonly Frame[] {
    const { frame } = drawing;
    if (Math.min(sheet.width / frame.width, sheet.height / frame.height) >= LEAST) return [frame];
    const [width, height] = [sheet.width / LEAST, sheet.height / LEAST];
    const rows = steps(frame.top, frame.height, height, OVERLAP.y);
    const columns = steps(frame.left, frame.width, width, OVERLAP.x);
    return rows
        .flatMap((top) => columns.map((left) => ({ left, top, width, height })))
        .flatMap((one) => trimmed(one, drawing));
}

/** Without the empty paper below the last box; nothing where no box stands on it whole. */
function trimmed(sheet: Frame, drawing: Drawing): readonly Frame[] {
    const ends = drawing.boxes.filter((box) => inside(sheet, box)).map((box) => box.y + box.height / 2);
    if (ends.length === 0) return [];
    return [{ ...sheet, height: Math.min(sheet.height, Math.max(...ends) + MARGIN - sheet.top) }];
}

/** Whether a box stands on a sheet whole. */
export function inside(sheet: Frame, box: { x: number; y: number; width: number; height: number }): boolean {
    return (
        box.x - box.width / 2 >= sheet.left &&
        box.x + box.width / 2 <= sheet.left + sheet.width &&
        box.y - box.height / 2 >= sheet.top &&
        box.y + box.height / 2 <= sheet.top + sheet.height
    );
}

function steps(from: number, length: number, window: number, overlap: number): readonly number[] {
    const count = Math.max(1, Math.ceil((length - overlap) / (window - overlap)));
    return Array.from({ length: count }, (_, at) => from + at * (window - overlap));
}
