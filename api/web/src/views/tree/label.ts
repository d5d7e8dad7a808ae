/** A name in a box: in lines that fit, by how wide its letters are about; the whole name is told beside. */

const WIDE = 1;
const NARROW = 0.56;
const CAPITAL = 0.68;
const MORE = '…';

/** How wide a text is, in widths of a Chinese character. */
export function widthOf(text: string): number {
    let width = 0;
    for (const letter of text) width += letterWidth(letter);
    return width;
}

/** The text in at most so many lines of that width; the last one ends with … where it does not fit. */
export function lines(text: string, width: number, most = 2): readonly string[] {
    const found: string[] = [];
    let rest = text.trim();
    while (rest !== '' && found.length < most) {
        const end = fitting(rest, width);
        if (end === rest.length) return [...found, rest];
        if (found.length === most - 1) return [...found, rest.slice(0, fitting(rest, width - WIDE)).trimEnd() + MORE];
        const space = rest.lastIndexOf(' ', end);
        const cut = space > 0 ? space : Math.max(end, 1);
        found.push(rest.slice(0, cut).trimEnd());
        rest = rest.slice(cut).trimStart();
    }
    return found;
}

function fitting(text: string, width: number): number {
    let [taken, at] = [0, 0];
    for (const letter of text) {
        taken += letterWidth(letter);
        if (taken > width) return at;
        at += letter.length;
    }
    return at;
}

function letterWidth(letter: string): number {
    if ((letter.codePointAt(0) ?? 0) >= 0x2e80) return WIDE;
    return /\p{Lu}/u.test(letter) ? CAPITAL : NARROW;
}
