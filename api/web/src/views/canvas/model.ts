/** What is known of parties and ties from the answers so far, and the part of it that stands on the canvas. */

import type { components } from '../../server/schema';

export type Found = components['schemas']['CanvasFound'];
export type Direction = 'out' | 'in';

/** More would be no picture; the API refuses to answer for more. */
export const MOST_PARTIES = 2000;

export interface Party {
    readonly id: string;
    readonly name: string | null;
    readonly kind: string | null;
    readonly level: number | null;
    readonly groupId: string | null;
    readonly circleId: string | null;
    readonly lists: readonly string[];
    readonly owed: number;
    readonly given: number;
    readonly received: number;
}

/** source, target: identities. from, to: the first day, and the first day without it. */
export interface Tie {
    readonly id: string;
    readonly source: string;
    readonly target: string;
    readonly kind: string;
    readonly amount: number | null;
    readonly share: number | null;
    readonly controls: boolean;
    readonly words: readonly string[];
    readonly numbers: readonly string[];
    readonly facts: number;
    readonly from: string | null;
    readonly to: string | null;
}

/** A group or a circle; members: those that were ever answered, of `size`. */
export interface Hull {
    readonly kind: string;
    readonly id: string;
    readonly members: readonly string[];
    readonly size: number;
    readonly amount: number;
}

/** Ties of a kind and direction at a party that do not all stand on the canvas. */
export interface Left {
    readonly party: string;
    readonly kind: string;
    readonly direction: Direction;
    readonly shown: number;
    readonly total: number;
}

/** What stands on the canvas. */
export interface Shown {
    readonly parties: readonly Party[];
    readonly ties: readonly Tie[];
    readonly hulls: readonly Hull[];
    readonly left: readonly Left[];
}

export const NOTHING: Shown = { parties: [], ties: [], hulls: [], left: [] };

/** All answers of one day, put together. Whose ties with each other are known, can be shown without asking again. */
export class Known {
    readonly parties = new Map<string, Party>();
    readonly ties = new Map<string, Tie>();
    readonly #hulls = new Map<string, Hull>();
    readonly #totals = new Map<string, number>();
    #together: Set<string>[] = [];

    add(found: Found): void {
        const parties = partiesOf(found);
        for (const party of parties) this.parties.set(party.id, party);
        const ties = tiesOf(found);
        for (const tie of ties) this.ties.set(tie.id, tie);
        for (const [key, count] of counted(ties)) this.#totals.set(key, count);
        const left = found.left_out;
        for (const [at, node] of left.node.entries()) {
            const party = parties[node];
            if (party) this.#totals.set(keyOf(party.id, left.kind[at], left.direction[at]), left.total[at] ?? 0);
        }
        for (const hull of hullsOf(found, parties)) {
            const before = this.#hulls.get(hull.id)?.members ?? [];
            this.#hulls.set(hull.id, { ...hull, members: [...new Set([...before, ...hull.members])] });
        }
        this.#remember(new Set(parties.map((party) => party.id)));
    }

    /** Whether one answer held all of these, so that their ties with each other are known. */
    covers(ids: readonly string[]): boolean {
        return this.#together.some((one) => ids.every((id) => one.has(id)));
    }

    /** These parties with all ties among them, in their order. */
    among(ids: readonly string[]): Shown {
        const inside = new Set(ids);
        const parties = [...inside].map((id) => this.parties.get(id)).filter((party) => party !== undefined);
        const ties = [...this.ties.values()].filter((tie) => inside.has(tie.source) && inside.has(tie.target));
        const hulls = [...this.#hulls.values()]
            .map((hull) => ({ ...hull, members: hull.members.filter((id) => inside.has(id)) }))
            .filter((hull) => hull.members.length > 0);
        return { parties, ties, hulls, left: this.#left(inside, ties) };
    }

    #left(inside: ReadonlySet<string>, ties: readonly Tie[]): Left[] {
        const shown = counted(ties);
        const found: Left[] = [];
        for (const [key, total] of this.#totals) {
            const [kind = '', direction, party = ''] = parted(key);
            const standing = shown.get(key) ?? 0;
            if (inside.has(party) && standing < total)
                found.push({ party, kind, direction: direction as Direction, shown: standing, total });
        }
        return found;
    }

    #remember(ids: Set<string>): void {
        if (this.covers([...ids])) return;
        this.#together = [...this.#together.filter((one) => ![...one].every((id) => ids.has(id))), ids];
    }
}

function partiesOf(found: Found): Party[] {
    const { nodes } = found;
    return nodes.party_id.map((id, at) => ({
        id,
        name: nodes.name[at] ?? null,
        kind: nodes.kind[at] ?? null,
        level: nodes.level[at] ?? null,
        groupId: nodes.group_id[at] ?? null,
        circleId: nodes.circle_id[at] ?? null,
        lists: nodes.lists[at] ?? [],
        owed: nodes.owed_cny[at] ?? 0,
        given: nodes.given_cny[at] ?? 0,
        received: nodes.received_cny[at] ?? 0,
    }));
}

function tiesOf(found: Found): Tie[] {
    const { ties, nodes } = found;
    return ties.id.map((id, at) => ({
        id,
        source: nodes.party_id[ties.source[at] ?? -1] ?? '',
        target: nodes.party_id[ties.target[at] ?? -1] ?? '',
        kind: ties.kind[at] ?? '',
        amount: ties.amount_cny[at] ?? null,
        share: ties.share_ratio[at] ?? null,
        controls: ties.controls[at] ?? false,
        words: ties.words[at] ?? [],
        numbers: ties.numbers[at] ?? [],
        facts: ties.facts[at] ?? 1,
        from: ties.valid_from[at] ?? null,
        to: ties.valid_to[at] ?? null,
    }));
}

function hullsOf(found: Found, parties: readonly Party[]): Hull[] {
    const { hulls } = found;
    return hulls.id.map((id, at) => ({
        kind: hulls.kind[at] ?? '',
        id,
        members: (hulls.nodes[at] ?? []).map((node) => parties[node]?.id ?? ''),
        size: hulls.size[at] ?? 0,
        amount: hulls.amount_cny[at] ?? 0,
    }));
}

/** How many ties of each kind and direction each party has among these. */
function counted(ties: readonly Tie[]): Map<string, number> {
    const found = new Map<string, number>();
    for (const tie of ties)
        for (const key of [keyOf(tie.source, tie.kind, 'out'), keyOf(tie.target, tie.kind, 'in')])
            found.set(key, (found.get(key) ?? 0) + 1);
    return found;
}

function keyOf(party: string, kind = '', direction = ''): string {
    return `${kind} ${direction} ${party}`;
}

function parted(key: string): string[] {
    const [kind = '', direction = ''] = key.split(' ', 2);
    return [kind, direction, key.slice(kind.length + direction.length + 2)];
}
