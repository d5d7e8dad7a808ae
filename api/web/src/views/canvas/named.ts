/** The server's legend as names: what kinds of party and tie, lists and words are called. */

import type { components } from '../../server/schema';
import type { Text } from '../../text/language.svelte';
import { WORDS } from './words';

export type Legend = components['schemas']['Legend'];

const WAYS: Readonly<Record<string, Text>> = {
    call: WORDS.loss_call,
    loan: WORDS.loss_loan,
    stake: WORDS.loss_stake,
};

/** Names by value; until the legend is there, values stand for themselves. */
export class Names {
    readonly #parties = new Map<string, Text>();
    readonly #ties = new Map<string, Text>();
    readonly #lists = new Map<string, Text>();
    readonly #words = new Map<string, Text>();
    readonly #measures = new Map<string, string>();

    constructor(readonly legend: Legend | null) {
        for (const one of legend?.nodes ?? []) this.#parties.set(one.value ?? '', one);
        for (const one of legend?.lists ?? []) this.#lists.set(one.value, one);
        for (const tie of legend?.ties ?? []) {
            this.#ties.set(tie.value, tie);
            this.#measures.set(tie.value, tie.measure);
            for (const word of tie.words) this.#words.set(`${tie.value} ${word.value}`, word);
        }
    }

    party(kind: string | null): Text {
        return this.#parties.get(kind ?? '') ?? same(kind ?? '');
    }

    tie(kind: string): Text {
        return this.#ties.get(kind) ?? WAYS[kind] ?? same(kind);
    }

    list(value: string): Text {
        return this.#lists.get(value) ?? same(value);
    }

    /** As what a tie of a kind holds. */
    word(kind: string, value: string): Text {
        return this.#words.get(`${kind} ${value}`) ?? same(value);
    }

    /** By what ties of a kind are put in order. */
    by(kind: string): Text {
        const measure = this.#measures.get(kind);
        return measure === 'amount' ? WORDS.byAmount : measure === 'share' ? WORDS.byShare : WORDS.byCount;
    }
}

function same(text: string): Text {
    return { zh: text, en: text };
}
