/** What a back-test found, of which the API's description knows no more than that it is JSON. */

import type { Text } from '../../text/language.svelte';

export type Figure = 'precision' | 'recall' | 'lift' | 'lead_time_days';
export const FIGURES = ['precision', 'recall', 'lift', 'lead_time_days'] as const satisfies Figure[];

type Estimates = Readonly<Record<Figure | `${Figure}_low` | `${Figure}_high`, number | null>>;

export type RuleFound = Estimates & {
    readonly id: string;
    readonly family: string;
    readonly title: Text;
    readonly foretells: boolean;
    readonly alarms: number;
    readonly judged: number;
    readonly true: number;
    readonly workload_per_week: number;
    readonly overlap: readonly { readonly rule: string; readonly share: number }[];
};

export interface Result {
    readonly from: string;
    readonly to: string;
    readonly step: string;
    readonly known_at: string;
    readonly dates: number;
    readonly judged_dates: number;
    readonly horizon_days: number;
    readonly confidence: number;
    readonly at_risk: number | null;
    readonly default_rate: number | null;
    readonly workload_per_week: number;
    readonly rules: readonly RuleFound[];
    readonly definitions: Readonly<Record<string, Text>>;
}

export interface Bar {
    readonly id: string;
    readonly title: Text;
    readonly value: number;
    readonly low: number;
    readonly high: number;
}

/** The figure of each rule that has one, the highest first; an interval that is not known is the figure alone. */
export function barsOf(rules: readonly RuleFound[], figure: Figure): readonly Bar[] {
    return rules
        .flatMap((rule) => {
            const value = rule[figure];
            if (value === null) return [];
            const [low, high] = [rule[`${figure}_low`] ?? value, rule[`${figure}_high`] ?? value];
            return [{ id: rule.id, title: rule.title, value, low, high }];
        })
        .sort((one, other) => other.value - one.value || one.high - one.low - (other.high - other.low));
}

/** The end of an axis from zero that has all values: a share ends at 1, another figure at a round number. */
export function axisEnd(bars: readonly Bar[], figure: Figure): number {
    if (figure === 'precision' || figure === 'recall') return 1;
    const most = Math.max(...bars.map((bar) => bar.high), 1);
    const step = 10 ** Math.floor(Math.log10(most));
    return Math.ceil(most / step) * step;
}
