/** The lines of the inbox, the same for warnings one by one and for those of a party. */

import type { components } from '../../server/schema';
import type { Text } from '../../text/language.svelte';
import type { State } from './filters';

type Schemas = components['schemas'];

export interface Line {
    readonly id: string;
    readonly level: number;
    readonly partyId: string;
    readonly name: string | null;
    readonly rule: string;
    readonly title: Text | null;
    readonly reason: Text | null;
    readonly state: State;
    readonly assignee: string | null;
    /** When it was first found, where the list says so. */
    readonly openedAt: string | null;
    readonly mark: 'gone' | 'snoozed' | 'held_back' | 'covered' | null;
}

/** A party over its lines; none where warnings stand one by one. */
export interface Party {
    readonly id: string;
    readonly name: string | null;
    readonly level: number;
    readonly reason: Text;
}

export interface Group {
    readonly party: Party | null;
    readonly lines: readonly Line[];
}

/** The matters as one group. */
export function ofMatters(items: readonly Schemas['MatterRow'][]): readonly Group[] {
    return items.length === 0 ? [] : [{ party: null, lines: items.map(ofMatter) }];
}

/** Each party with its warnings. */
export function ofStandings(items: Schemas['Page_Standing_']['items']): readonly Group[] {
    return items.map((one) => ({
        party: { id: one.party_id, name: one.name, level: one.level, reason: one.reason },
        lines: one.warnings.map((warning) => ({
            id: warning.matter_id,
            level: warning.level,
            partyId: one.party_id,
            name: one.name,
            rule: warning.rule,
            title: warning.title,
            reason: warning.level_reason,
            state: warning.state,
            assignee: warning.assigned_to,
            openedAt: null,
            mark: warning.counts ? null : ('covered' as const),
        })),
    }));
}

/** The place of a line among those of all groups, -1 where it is not there. */
export function placeOf(groups: readonly Group[], id: string | null): number {
    return idsOf(groups).indexOf(id ?? '');
}

/** The line so many steps on, the first or last at the ends. Of a line that is gone: the one that took its place. */
export function beside(groups: readonly Group[], id: string | null, step: number, place = 0): string | null {
    const ids = idsOf(groups);
    const at = ids.indexOf(id ?? '');
    const wanted = at < 0 ? place : at + step;
    return ids[Math.min(Math.max(wanted, 0), ids.length - 1)] ?? null;
}

function idsOf(groups: readonly Group[]): string[] {
    return groups.flatMap((group) => group.lines.map((line) => line.id));
}

function ofMatter(row: Schemas['MatterRow']): Line {
    return {
        id: row.matter_id ?? '',
        level: row.level ?? 1,
        partyId: row.party_id ?? '',
        name: row.name ?? null,
        rule: row.rule ?? '',
        title: bothOf(row.title),
        reason: row.level_reason ?? null,
        state: (row.state ?? 'new') as State,
        assignee: row.assigned_to ?? null,
        openedAt: row.opened_at ?? null,
        mark: markOf(row),
    };
}

function markOf(row: Schemas['MatterRow']): Line['mark'] {
    if (row.held_back) return 'held_back';
    if (row.snoozed) return 'snoozed';
    return row.found === false ? 'gone' : null;
}

/** A text whose languages the API's description does not name. */
export function bothOf(text: Record<string, string> | null | undefined): Text | null {
    return text ? { zh: text['zh'] ?? '', en: text['en'] ?? '' } : null;
}
