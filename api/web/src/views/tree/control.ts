/** Along which stakes somebody controls: what is highlighted in the tree. */

import type { components } from '../../server/schema';
import { type Branch, ends } from './tree';

export type Control = components['schemas']['ControlFound'];

/** The stakes by which the one whom nobody controls controls the root, as `control` explains it: owner and owned. */
export function stakesOfControl(found: Control | null): ReadonlySet<string> {
    const steps = found?.facts.steps ?? [];
    return new Set(
        steps.flatMap((step) =>
            [...step.own, ...step.through].map((held) => pair(held.party.party_id, step.controlled.party_id)),
        ),
    );
}

/**
 * Whether the stake between a branch and the one above it lies on the way of control. Upwards it is one of the stakes
 * that decide; downwards it counts for the root where the root controls the held, and is or controls the holder.
 */
export function onTheWay(branch: Branch, deciding: ReadonlySet<string>): boolean {
    const stake = ends(branch);
    if (stake === null) return false;
    if (branch.side === 'up') return deciding.has(pair(stake.owner, stake.owned));
    const holder = branch.parent;
    return branch.row.root_control === true && (holder?.parent === null || holder?.row.root_control === true);
}

function pair(owner: string, owned: string): string {
    return JSON.stringify([owner, owned]);
}
