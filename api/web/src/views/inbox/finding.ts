/** What a case file says of the finding as it stands, of which the API's description knows no more than that it is JSON. */

import type { components } from '../../server/schema';
import type { Text } from '../../text/language.svelte';

export type CaseFile = components['schemas']['CaseFileTold'];

/** A relationship in force: the id of its contract or record, who said it, and since when it holds. */
export interface Tie {
    readonly type: string;
    readonly id: string;
    readonly source: string;
    readonly target: string;
    readonly amount_cny: number | null;
    readonly said_by: string;
    readonly valid_from: string | null;
    /** The day after the last one; null is open. */
    readonly valid_to: string | null;
    readonly recorded_on: string | null;
}

export interface Evidence {
    readonly nodes: readonly { readonly id: string; readonly label: string }[];
    readonly edges: readonly Tie[];
    readonly facts: Readonly<Record<string, number | string>>;
    readonly measures: Readonly<Record<string, number>>;
    readonly truncated: boolean;
    readonly would_lower: Partial<Text>;
}

export interface Finding {
    readonly signal_id: string;
    readonly level: number;
    readonly level_reason: string;
    readonly measure: string;
    readonly value: number | null;
    readonly first_seen_on: string | null;
    readonly evidence: Evidence;
}

export interface Rule {
    readonly id: string;
    readonly title: Text | null;
    readonly meaning: Text | null;
    readonly check: Text | null;
    readonly ask: Text | null;
    readonly reference: string | null;
}

const NOTHING: Evidence = { nodes: [], edges: [], facts: {}, measures: {}, truncated: false, would_lower: {} };
const OF_PARTIES = new Set(['Enterprise', 'Person', 'Party']);

/** The finding as it stands, or the last one; null where none was kept. */
export function standingFinding(file: CaseFile): Finding | null {
    const found = file.findings as unknown as Finding[];
    const one = found.find((finding) => finding.signal_id === file.signal_id) ?? found.at(-1);
    return one ? { ...one, evidence: { ...NOTHING, ...one.evidence } } : null;
}

export function ruleOf(file: CaseFile): Rule {
    return file.rule as unknown as Rule;
}

/** A text that the API keeps in one line, "中文 · English". */
export function both(line: string): Text {
    const at = line.indexOf(' · ');
    return at < 0 ? { zh: line, en: line } : { zh: line.slice(0, at), en: line.slice(at + 3) };
}

/** The parties among what the evidence is made of; the others are records, which have no page. */
export function partiesIn(evidence: Evidence): ReadonlySet<string> {
    return new Set(evidence.nodes.filter((node) => OF_PARTIES.has(node.label)).map((node) => node.id));
}
