/** The types of a profile as the API describes it, and which of its sections a party has. */

import type { components } from '../../server/schema';
import type { Text } from '../../text/language.svelte';
import { OF_A_PERSON, type SectionName, SECTIONS } from './words';

type Schemas = components['schemas'];
export type Profile = Schemas['ProfileFound'];
export type Facts = Profile['facts'];
export type Answer = Profile['answer'];
export type Warning = Facts['warnings'][number];
export type Side = Facts['guaranteed_by'];

/** What the API calls the parts of a section of the page. */
const PARTS: Partial<Record<SectionName, readonly string[]>> = {
    register: ['register', 'statement'],
    owners: ['owners', 'control', 'holdings', 'posts'],
    conduct: ['cases', 'listings', 'events'],
};

/** The parts of a section by the API's names. */
export function partsOf(section: SectionName): readonly string[] {
    return PARTS[section] ?? [section];
}

/** Why a section does not apply to the party; null where it, or a part of it, does. */
export function notApplicable(found: Profile, section: SectionName): Text | null {
    const said = partsOf(section).map((part) => found.answer.not_applicable.find((one) => one.section === part));
    return said.every((one) => one !== undefined) ? (said[0]?.said ?? null) : null;
}

/** A remark on a section; `doubtful` where something that matters is missing or in doubt. */
export interface Remark {
    readonly said: Text;
    readonly doubtful: boolean;
}

/** What is to be known of a section beside what it says. */
export function remarks(found: Profile, section: SectionName): readonly Remark[] {
    const parts = partsOf(section);
    return found.certainty.sections
        .filter((one) => parts.includes(one.section))
        .flatMap((one) => one.notes.map((said) => ({ said, doubtful: !one.complete })));
}

/** What would change a section's answer. */
export function changesOf(found: Profile, section: SectionName): readonly Text[] {
    const parts = partsOf(section);
    return found.changes.filter((one) => parts.includes(one.section)).map((one) => one.change.said);
}

/** The sections of the page for a party of its kind; those that do not apply to a person are left out. */
export function sectionsOf(found: Profile): readonly SectionName[] {
    const all = Object.keys(SECTIONS) as SectionName[];
    return all.filter((name) => notApplicable(found, name) === null);
}

/** The heading of a section, which for a person may have less in it. */
export function titleOf(found: Profile, section: SectionName): Text {
    return (found.answer.kind === 'person' ? OF_A_PERSON[section] : undefined) ?? SECTIONS[section];
}

/** The names that stand anywhere in a profile, by identity. */
export function namesIn(found: unknown): ReadonlyMap<string, string> {
    const names = new Map<string, string>();
    const walk = (value: unknown): void => {
        if (Array.isArray(value)) return value.forEach(walk);
        if (typeof value !== 'object' || value === null) return;
        const { party_id, name } = value as Record<string, unknown>;
        if (typeof party_id === 'string' && typeof name === 'string') names.set(party_id, name);
        Object.values(value).forEach(walk);
    };
    walk(found);
    return names;
}
