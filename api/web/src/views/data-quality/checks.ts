/** What is wanting, by rule or by measure, as rows of one table. */

import type { components } from '../../server/schema';
import { figure, money, percent } from '../../text/figures';
import type { Language, Text } from '../../text/language.svelte';

type Quality = components['schemas']['QualityOfData'];

export interface Check {
    readonly id: string;
    readonly title: Text;
    readonly said: Text;
    /** What an officer should look into; of rules alone. */
    readonly remedy: Text | null;
    readonly aspect: string | null;
    readonly unit: string;
    readonly count: number;
    /** At stake of a rule, the total of a measure of amounts. */
    readonly cny: number | null;
    readonly known: number | null;
    readonly median: number | null;
    readonly most: number | null;
    readonly parties: Quality['rules'][number]['parties'];
}

export function ofRules(rules: Quality['rules']): readonly Check[] {
    return rules.map((one) => ({
        ...one,
        id: one.rule,
        said: one.meaning,
        remedy: one.check,
        cny: one.at_stake_cny,
        known: null,
        median: null,
        most: null,
    }));
}

export function ofMeasures(measures: Quality['measures']): readonly Check[] {
    return measures.map((one) => ({ ...one, id: one.measure, said: one.definition, remedy: null, cny: one.total_cny }));
}

/** Those of an aspect, and if wanted those alone that concern somebody. */
export function chosen(checks: readonly Check[], aspect: string | null, found: boolean): readonly Check[] {
    return checks.filter((one) => (aspect === null || one.aspect === aspect) && (!found || one.count > 0));
}

/** A value in the unit of its measure. */
export function inUnit(value: number | null | undefined, unit: string, language: Language): string {
    if (unit === '元') return money(value, language);
    return unit === 'ratio' ? percent(value, language) : figure(value, language);
}
