/** How kinds and levels look: shapes by kind and by level, colours and dashes of ties, widths of amounts. */

/** corners: 0 a disc; below zero turned by half a corner. notch: how far in the sides reach between two corners. */
export interface Shape {
    readonly corners: number;
    readonly notch: number;
}

const DISC: Shape = { corners: 0, notch: 1 };

/** As parts/level.ts has them: the gravest are stars. */
const LEVELS: readonly Shape[] = [
    DISC,
    DISC,
    polygon(4),
    polygon(3),
    polygon(5),
    polygon(6),
    star(5),
    star(6),
    star(8),
];

/** Bodies by kind of party; what is not named is a disc. */
const KINDS: Readonly<Record<string, Shape>> = {
    person: polygon(3),
    sole_proprietor: { ...polygon(3), corners: -3 },
    partnership: polygon(6),
    bank: { ...polygon(4), corners: -4 },
    insurer: { ...polygon(6), corners: -6 },
    guarantee_firm: polygon(4),
    re_guarantee_firm: star(4),
    small_loan: polygon(5),
    leasing: { ...polygon(5), corners: -5 },
    fund: polygon(8),
    government: star(5),
};

export type Theme = 'light' | 'dark';

/** Fills of bodies: who lends, who stands for others by trade, people, the rest. */
const FILLS: Readonly<Record<Theme, Readonly<Record<string, string>>>> = {
    light: { company: '#4d6475', lender: '#1d5fa8', surety: '#6a3fa0', person: '#2f7d4f', state: '#7a5200' },
    dark: { company: '#a3b6c4', lender: '#7db8f5', surety: '#c3a3f0', person: '#7ecf9b', state: '#e6bd63' },
};
const FAMILY: Readonly<Record<string, string>> = {
    person: 'person',
    sole_proprietor: 'person',
    bank: 'lender',
    insurer: 'lender',
    small_loan: 'lender',
    leasing: 'lender',
    fund: 'lender',
    guarantee_firm: 'surety',
    re_guarantee_firm: 'surety',
    government: 'state',
};

/** dash: drawn and left, in pixels; 0 left is a full line. */
export interface Line {
    readonly colour: string;
    readonly dash: readonly [number, number];
    readonly arrow: boolean;
}

const FULL = [1, 0] as const;
const LINES: readonly (readonly [string, string, string, readonly [number, number], boolean])[] = [
    ['GUARANTEES', '#1c5c8a', '#7fc0ec', FULL, true],
    ['OWNS', '#6a3fa0', '#c3a3f0', [14, 5], true],
    ['LENT', '#4f7942', '#94cf86', [3, 4], true],
    ['ACTS_WITH', '#a3441b', '#f0a27c', [14, 4], false],
    ['SAME_AS', '#8a2b6e', '#ee9bd2', [7, 3], false],
    ['DEPENDS_ON', '#7a5a00', '#dcc069', [9, 6], true],
    ['RELATED_TO', '#a02c3c', '#f59aa6', [5, 5], false],
    ['HOLDS_POSITION', '#5d6b78', '#9fb0be', [2, 6], true],
];

/** The line of a kind of tie; of one that is not known a thin full one. */
export function lineOf(kind: string, theme: Theme): Line {
    const [, light, dark, dash, arrow] = LINES.find(([name]) => name === kind) ?? [
        '',
        '#52606d',
        '#a3b1bd',
        FULL,
        true,
    ];
    return { colour: theme === 'light' ? light : dark, dash, arrow };
}

export function shapeOfKind(kind: string | null): Shape {
    return KINDS[kind ?? ''] ?? DISC;
}

export function shapeOfLevel(level: number): Shape {
    return LEVELS[level] ?? DISC;
}

export function fillOf(kind: string | null, theme: Theme): string {
    return FILLS[theme][FAMILY[kind ?? ''] ?? 'company'] ?? FILLS[theme]['company'] ?? '';
}

/** The corners of a shape within a circle of that radius, y upward; of a disc many. */
export function corners({ corners, notch }: Shape, radius: number): [number, number][] {
    const count = Math.abs(corners) || 24;
    const sector = (2 * Math.PI) / count;
    const first = Math.PI / 2 - (corners < 0 ? sector / 2 : 0);
    return Array.from({ length: count }, (_, at) => at * sector).flatMap((turn): [number, number][] => {
        const tip: [number, number] = [radius * Math.cos(first - turn), radius * Math.sin(first - turn)];
        if (corners === 0) return [tip];
        const between = first - turn - sector / 2;
        return [tip, [radius * notch * Math.cos(between), radius * notch * Math.sin(between)]];
    });
}

/** The width of a tie in pixels: of a guarantee or loan by its amount among those shown, of a stake by its share. */
export function widthOf(tie: { amount: number | null; share: number | null }, largest: number): number {
    if (tie.amount !== null && largest > 0) return 1 + 5 * Math.sqrt(Math.max(tie.amount, 0) / largest);
    if (tie.share !== null) return 1 + 2.5 * Math.min(Math.max(tie.share, 0), 1);
    return 1;
}

/** How much thinner ties are where there are many, which would cover the picture (and each other). */
export function thinned(count: number): number {
    return Math.min(1, Math.max(0.35, Math.sqrt(300 / Math.max(count, 1))));
}

/** The radius of a party in pixels: by what it owes and stands for; smaller where many share the picture. */
export function sizeOf(party: { owed: number; given: number }, largest: number, count: number): number {
    const part = largest > 0 ? Math.sqrt(Math.max(party.owed, party.given, 0) / largest) : 0;
    return (10 + 8 * part) * Math.min(1, Math.max(0.4, Math.sqrt(150 / Math.max(count, 1))));
}

/** Beside which lane each tie runs, so that parallel ones stand apart: …, -1, 0, 1, … from its source's point of view. */
export function lanes(ties: readonly { id: string; source: string; target: string }[]): Map<string, number> {
    const pairs = new Map<string, typeof ties>();
    for (const tie of ties) {
        const key = tie.source < tie.target ? `${tie.source} ${tie.target}` : `${tie.target} ${tie.source}`;
        pairs.set(key, [...(pairs.get(key) ?? []), tie]);
    }
    return new Map(
        [...pairs.values()].flatMap((pair) =>
            pair.map((tie, at) => {
                const lane = at - (pair.length - 1) / 2;
                return [tie.id, tie.source < tie.target ? lane : -lane] as const;
            }),
        ),
    );
}

function polygon(count: number): Shape {
    return { corners: count, notch: Math.cos(Math.PI / count) };
}

function star(count: number): Shape {
    return { corners: count, notch: 0.72 * Math.max(1, Math.cos(Math.PI / count)) };
}
