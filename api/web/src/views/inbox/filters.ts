/** What an officer asks the inbox for, read from the address and back. */

import type { components } from '../../server/schema';

export type State = components['schemas']['MatterTold']['state'];

/** The warnings one by one, or each party with all of its own. */
export type By = 'matter' | 'party';

export interface Filters {
    readonly by: By;
    readonly level: number;
    readonly state: State | null;
    readonly rule: string | null;
    readonly party: string | null;
    readonly assignee: string | null;
    readonly ended: boolean;
    readonly waiting: boolean;
}

export const STATES = ['new', 'seen', 'confirmed', 'case', 'closing', 'dismissed', 'closed'] as const satisfies State[];

/** The filters of an address; what nobody knows is as if it were not there. */
export function filtersOf(query: URLSearchParams): Filters {
    const level = Number(query.get('level') ?? 1);
    return {
        by: query.get('by') === 'party' ? 'party' : 'matter',
        level: Number.isInteger(level) && level >= 1 && level <= 8 ? level : 1,
        state: STATES.find((state) => state === query.get('state')) ?? null,
        rule: query.get('rule') || null,
        party: query.get('party') || null,
        assignee: query.get('assignee') || null,
        ended: query.get('ended') === 'yes',
        waiting: query.get('waiting') === 'yes',
    };
}

/** The same for the list of matters. `on`: the day of sleep and lists; today where none is looked at. */
export function mattersAsked(filters: Filters, on: string | null) {
    return {
        level: filters.level,
        ...(filters.state && { state: filters.state }),
        ...(filters.rule && { rule: filters.rule }),
        ...(filters.party && { party_id: filters.party }),
        ...(filters.assignee && { assigned_to: filters.assignee }),
        ...(filters.ended && { ended: true }),
        ...(filters.waiting && { waiting: true }),
        ...(on && { on }),
    };
}

/** The same for the list of parties, which knows level and sleep alone. */
export function standingsAsked(filters: Filters, on: string | null) {
    return { level: filters.level, ...(filters.waiting && { waiting: true }), ...(on && { on }) };
}

/** Whether anything but the kind of list is asked for. */
export function narrowed(filters: Filters): boolean {
    const { level, state, rule, party, assignee } = filters;
    return level > 1 || state !== null || rule !== null || party !== null || assignee !== null;
}

/** The address without any filter. */
export const WIDE = { level: null, state: null, rule: null, party: null, assignee: null, ended: null, waiting: null };
