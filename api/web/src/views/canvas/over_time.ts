/** Ties on a day between two, from one answer that holds every tie with its own days. */

import type { components } from '../../server/schema';
import type { DrawnTie } from './drawn';

export type OverTime = components['schemas']['OverTimeFound'];

/** The ties of a day, parallel facts as one; those of the first day that are gone by then are there, marked. */
export function tiesOn(found: OverTime, day: string): DrawnTie[] {
    const rows = new Map<string, number[]>();
    for (const [at, id] of found.ties.id.entries()) {
        const known = rows.get(id);
        if (known) known.push(at);
        else rows.set(id, [at]);
    }
    return [...rows.values()].flatMap((facts) => {
        const first = facts.filter((at) => inForce(found, at, found.first));
        const now = facts.filter((at) => inForce(found, at, day));
        if (now.length > 0) return [joined(found, now, first.length > 0 ? undefined : 'came')];
        return first.length > 0 ? [joined(found, first, 'gone')] : [];
    });
}

function inForce({ ties }: OverTime, at: number, day: string): boolean {
    const [from, to] = [ties.valid_from[at] ?? null, ties.valid_to[at] ?? null];
    return (from === null || from <= day) && (to === null || day < to);
}

function joined(found: OverTime, facts: readonly number[], state: 'came' | 'gone' | undefined): DrawnTie {
    const { ties, party_id } = found;
    const at = facts[0] ?? 0;
    const [from, to] = [
        facts.map((one) => ties.valid_from[one] ?? null),
        facts.map((one) => ties.valid_to[one] ?? null),
    ];
    return {
        id: ties.id[at] ?? '',
        source: party_id[ties.source[at] ?? -1] ?? '',
        target: party_id[ties.target[at] ?? -1] ?? '',
        kind: ties.kind[at] ?? '',
        amount: summed(facts.map((one) => ties.amount_cny[one] ?? null)),
        share: summed(facts.map((one) => ties.share_ratio[one] ?? null)),
        controls: false,
        words: distinct(facts.map((one) => ties.word[one] ?? null)),
        numbers: distinct(facts.map((one) => ties.number[one] ?? null)),
        facts: facts.length,
        from: from.includes(null) ? null : (present(from).sort()[0] ?? null),
        to: to.includes(null) ? null : (present(to).sort().at(-1) ?? null),
        ...(state ? { state } : {}),
    };
}

/** The sum of what is known; null where nothing is. */
function summed(values: readonly (number | null)[]): number | null {
    const known = values.filter((value) => value !== null);
    return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : null;
}

function distinct(texts: readonly (string | null)[]): string[] {
    return [...new Set(present(texts))].sort();
}

function present(texts: readonly (string | null)[]): string[] {
    return texts.filter((text) => text !== null);
}

/** The day so many days after another. */
export function dayAfter(day: string, days: number): string {
    return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function daysBetween(first: string, last: string): number {
    return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000);
}
