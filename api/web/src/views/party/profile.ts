/** The types of a profile as the API describes it, and which of its sections a party has. */

import type { components } from '../../server/schema';
import type { Text } from '../../text/language.svelte';
import { type SectionName, SECTIONS } from './words';

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

/** What is missing or doubtful in a section. */
export function doubts(found: Profile, section: SectionName): readonly Text[] {
    const parts = partsOf(section);
    return found.certainty.sections.filter((one) => parts.includes(one.section)).flatMap((one) => one.notes);
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
