/** The equity tree as branches, and which of them are unfolded. */

import type { components } from '../../server/schema';

export type Row = components['schemas']['EquityRow'];
export type Found = components['schemas']['EquityTreeFound'];
/** Towards the owners, or towards the holdings. */
export type Side = 'up' | 'down';

export interface Branch {
    /** Unlike that of every other branch of both sides: a party may stand in a tree more than once. */
    readonly key: string;
    readonly side: Side;
    readonly row: Row;
    readonly parent: Branch | null;
    readonly below: readonly Branch[];
    /** So many more are known than the answer has. */
    readonly unseen: number;
    /** Where the branch of a repeated party is shown, or the party itself above, where the tree runs in a circle. */
    readonly first: Branch | null;
}

/** What is unfolded: branches by key, and those of which also the small ones are shown. */
export interface Unfolded {
    readonly open: ReadonlySet<string>;
    readonly whole: ReadonlySet<string>;
}

/** A branch as it is drawn. hidden: of what is unfolded below it, so many in the answer are cut at `FEW`. */
export interface Shown {
    readonly branch: Branch;
    readonly open: boolean;
    readonly below: readonly Shown[];
    readonly hidden: number;
}

/** So many of one party's owners or holdings are drawn until all are asked for. */
export const FEW = 6;
/** More boxes than that nobody reads, and no screen draws at once. */
export const MOST = 1000;
/** So many boxes a side are drawn at first, beside the way of control. */
const AT_FIRST = 10;

type Building = { -readonly [K in keyof Branch]: Branch[K] } & { below: Branch[] };

/** The root of the tree that the rows are; null without any. Parents come before their children. */
export function rooted(side: Side, rows: readonly Row[]): Branch | null {
    const byRow = new Map<number, Building>();
    const branchOf = new Map<string, Building>();
    for (const row of rows) {
        const parent = row.parent_row === null ? null : (byRow.get(row.parent_row) ?? null);
        const branch: Building = { key: `${side}${row.row}`, side, row, parent, below: [], unseen: 0, first: null };
        byRow.set(row.row, branch);
        if (row.mark === null) branchOf.set(row.party_id, branch);
        parent?.below.push(branch);
    }
    for (const branch of byRow.values()) {
        if (branch.row.mark === null) branch.unseen = Math.max(0, (branch.row.children ?? 0) - branch.below.length);
        else branch.first = branchOf.get(branch.row.party_id) ?? null;
    }
    return byRow.values().next().value ?? null;
}

/** All branches, parents before their children. */
export function* every(branch: Branch): Generator<Branch> {
    yield branch;
    for (const one of branch.below) yield* every(one);
}

/** The branch as it is drawn; those on the way of control always are, however small their share. */
export function shown(branch: Branch, unfolded: Unfolded, onTheWay: (branch: Branch) => boolean): Shown {
    if (!unfolded.open.has(branch.key) || branch.below.length === 0)
        return { branch, open: false, below: [], hidden: 0 };
    const whole = unfolded.whole.has(branch.key);
    // One more than few takes no more room than saying that there is one more.
    const cut = !whole && branch.below.length > FEW + 1;
    const drawn = cut ? branch.below.filter((one, at) => at < FEW || onTheWay(one)) : branch.below;
    return {
        branch,
        open: true,
        below: drawn.map((one) => shown(one, unfolded, onTheWay)),
        hidden: branch.below.length - drawn.length,
    };
}

/** How a tree is first seen: the way of control, and level by level as much as is read at one glance. */
export function atFirst(root: Branch, onTheWay: (branch: Branch) => boolean): Unfolded {
    const open = new Set([root.key]);
    let room = AT_FIRST - Math.min(root.below.length, FEW);
    for (const branch of every(root)) {
        if (branch.below.some(onTheWay)) for (const one of upwards(branch)) open.add(one.key);
    }
    for (const branch of byLevel(root)) {
        const more = Math.min(branch.below.length, FEW);
        if (more === 0 || open.has(branch.key) || (branch.parent && !open.has(branch.parent.key))) continue;
        if (more > room) break;
        open.add(branch.key);
        room -= more;
    }
    return { open, whole: new Set() };
}

/** Everything, level by level, as far as `most` boxes reach. */
export function unfoldedWhole(root: Branch, most = MOST): Unfolded & { readonly complete: boolean } {
    const open = new Set<string>();
    let drawn = 1;
    for (const branch of byLevel(root)) {
        if (branch.below.length === 0 || (branch.parent && !open.has(branch.parent.key))) continue;
        if (drawn + branch.below.length > most) return { open, whole: open, complete: false };
        open.add(branch.key);
        drawn += branch.below.length;
    }
    return { open, whole: open, complete: true };
}

/** The branch and those above it. */
export function* upwards(branch: Branch): Generator<Branch> {
    for (let one: Branch | null = branch; one; one = one.parent) yield one;
}

/** What is unfolded, so that a branch is seen. */
export function revealing(branch: Branch, unfolded: Unfolded): Unfolded {
    const [open, whole] = [new Set(unfolded.open), new Set(unfolded.whole)];
    for (const one of upwards(branch)) {
        if (one.parent === null) continue;
        open.add(one.parent.key);
        if (one.parent.below.indexOf(one) >= FEW) whole.add(one.parent.key);
    }
    return { open, whole };
}

/** Folded where it was open, and the other way round. */
export function turned(branch: Branch, unfolded: Unfolded): Unfolded {
    const open = new Set(unfolded.open);
    if (!open.delete(branch.key)) open.add(branch.key);
    return { ...unfolded, open };
}

/** Who owns and who is owned, of the stake between a branch and the one above it. Null at the root. */
export function ends(branch: Branch): { readonly owner: string; readonly owned: string } | null {
    if (branch.parent === null) return null;
    const [own, above] = [branch.row.party_id, branch.parent.row.party_id];
    return branch.side === 'up' ? { owner: own, owned: above } : { owner: above, owned: own };
}

function byLevel(root: Branch): readonly Branch[] {
    return [...every(root)].sort((one, other) => one.row.depth - other.row.depth);
}
