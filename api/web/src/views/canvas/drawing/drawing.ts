/** How each party and tie is drawn: shape, colour, width and mark, by what it is and what is said of it. */

import type { Drawn, DrawnParty, DrawnTie, TieState } from '../drawn';
import { fillOf, lanes, lineOf, shapeOfKind, shapeOfLevel, sizeOf, thinned, widthOf } from './looks';
import { faded, type Palette } from './palette';
import type { PartyLook } from './party.program';
import type { TieLook } from './tie.program';

/** What the reader has chosen, found and pinned. */
export interface Attention {
    readonly selection: string | null;
    readonly hits: ReadonlySet<string>;
    readonly pinned: ReadonlySet<string>;
}

export interface PartyDrawn extends PartyLook {
    readonly size: number;
    readonly color: string;
    readonly label: string;
    readonly highlighted: boolean;
    readonly forceLabel: boolean;
    readonly zIndex: number;
}

export interface TieDrawn extends TieLook {
    readonly size: number;
    readonly color: string;
    readonly label: string;
    readonly forceLabel: boolean;
    readonly zIndex: number;
}

/** Signs beside ties, so that colour does not stand alone. */
export const SIGNS: Readonly<Record<TieState, string>> = {
    came: '+',
    gone: '−',
    lost: '▸',
    before: '',
    released: '✕',
    proposed: '?',
    path: '○',
};

const WAYS = new Set(['call', 'loan', 'stake']);
const FAINT = 0.22;

export function partiesDrawn(drawn: Drawn, colours: Palette, attention: Attention): Map<string, PartyDrawn> {
    const largest = Math.max(0, ...drawn.parties.map((party) => Math.max(party.owed, party.given)));
    const count = drawn.parties.length;
    return new Map(
        drawn.parties.map((party) => [party.id, partyDrawn(party, sizeOf(party, largest, count), colours, attention)]),
    );
}

function partyDrawn(party: DrawnParty, size: number, colours: Palette, attention: Attention): PartyDrawn {
    const fell = party.state === 'falls' || party.state === 'fallen';
    const chosen = attention.selection === party.id;
    const halo = chosen
        ? colours.text
        : attention.hits.has(party.id) || party.state === 'hit'
          ? colours.doubt
          : fell
            ? colours.bad
            : null;
    return {
        size: party.state === 'falls' ? size * 1.35 : size,
        color: fell ? colours.bad : fillOf(party.kind, colours.theme),
        label: party.name ?? party.id,
        body: shapeOfKind(party.kind),
        ring: party.level ? shapeOfLevel(party.level) : null,
        ringColor: colours.levels[party.level ?? 0] || colours.quiet,
        markColor: colours.ground,
        halo,
        mark: fell ? 2 : attention.pinned.has(party.id) ? 1 : 0,
        highlighted: chosen,
        forceLabel: chosen || party.state === 'falls' || attention.hits.has(party.id),
        zIndex: chosen ? 2 : party.level ? 1 : 0,
    };
}

export function tiesDrawn(drawn: Drawn, colours: Palette, attention: Attention): Map<string, TieDrawn> {
    const largest = new Map<string, number>();
    for (const { kind, amount } of drawn.ties) largest.set(kind, Math.max(largest.get(kind) ?? 0, amount ?? 0));
    const lane = lanes(drawn.ties);
    const thin = thinned(drawn.ties.length);
    // With a party chosen, its own ties stand out.
    const about = drawn.parties.some((party) => party.id === attention.selection) ? attention.selection : null;
    return new Map(
        drawn.ties.map((tie) => {
            const line = lineOf(tie.kind, colours.theme);
            const width = thin * (widthOf(tie, largest.get(tie.kind) ?? 0) + (tie.controls ? 1 : 0));
            const chosen = attention.selection === tie.id;
            const aside = about !== null && tie.source !== about && tie.target !== about && !tie.state;
            return [
                tie.id,
                {
                    size: chosen ? width + 2 : width,
                    color: chosen ? colours.text : colourOf(tie, line.colour, colours, aside),
                    label: tie.state ? SIGNS[tie.state] : '',
                    forceLabel: tie.state !== undefined && SIGNS[tie.state] !== '',
                    lane: lane.get(tie.id) ?? 0,
                    dash:
                        tie.state === 'gone' || tie.state === 'released' || tie.state === 'proposed'
                            ? [5, 5]
                            : line.dash,
                    arrow: line.arrow,
                    zIndex: chosen ? 2 : tie.state ? 1 : 0,
                },
            ];
        }),
    );
}

function colourOf(tie: DrawnTie, usual: string, colours: Palette, aside: boolean): string {
    if (tie.state === 'came') return colours.good;
    if (tie.state === 'gone' || tie.state === 'released' || tie.state === 'lost') return colours.bad;
    if (tie.state === 'proposed' || tie.state === 'path') return colours.doubt;
    if (tie.state === 'before' || WAYS.has(tie.kind)) return faded(colours.bad, 0.45);
    return aside ? faded(usual, FAINT) : usual;
}
