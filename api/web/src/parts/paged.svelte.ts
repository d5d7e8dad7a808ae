/** A long answer page by page; what is asked for anew replaces it, and what was shown stays until then. */

import { NOT_UNDERSTOOD, Problem } from '../server/problem';
import { Asked } from './asked.svelte';

export interface Page<T> {
    readonly of: T;
    /** By what the next page is asked for; null on the last. */
    readonly next: string | null;
}

export type AskPage<T> = (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>;

export class Paged<T> {
    readonly #ask: AskPage<T>;
    readonly #first: Asked<Page<T>>;
    #later = $state.raw<readonly Page<T>[]>([]);
    #after = $state.raw<Page<T> | null>(null);
    /** Why the next page did not come. */
    trouble = $state.raw<Problem | null>(null);

    /** To be made while a component is set up. */
    constructor(ask: AskPage<T>) {
        this.#ask = ask;
        this.#first = new Asked((signal) => ask(null, signal));
    }

    get problem(): Problem | null {
        return this.#first.state.is === 'failed' ? this.#first.state.problem : null;
    }

    get loading(): boolean {
        return this.#first.state.is === 'loading';
    }

    get first(): T | null {
        return this.#first.answer?.of ?? null;
    }

    get pages(): readonly T[] {
        return this.#read.map((page) => page.of);
    }

    get more(): boolean {
        return (this.#read.at(-1)?.next ?? null) !== null;
    }

    /** From the first page. */
    again(): void {
        this.trouble = null;
        this.#first.again();
    }

    async readOn(): Promise<void> {
        const first = this.#first.answer;
        const next = this.#read.at(-1)?.next ?? null;
        if (first === null || next === null) return;
        try {
            const page = await this.#ask(next, new AbortController().signal);
            // What came meanwhile is another answer, to which this page does not belong.
            if (first !== this.#first.answer) return;
            this.#later = [...(this.#after === first ? this.#later : []), page];
            this.#after = first;
            this.trouble = null;
        } catch (failure) {
            this.trouble = failure instanceof Problem ? failure : NOT_UNDERSTOOD;
        }
    }

    /** Later pages count only after the first page that they follow. */
    get #read(): readonly Page<T>[] {
        const first = this.#first.answer;
        if (first === null) return [];
        return this.#after === first ? [first, ...this.#later] : [first];
    }
}
