/** A question that a reader sends by a button: whether it is under way, and what went wrong. Only the last one counts. */

import { NOT_UNDERSTOOD, Problem } from '../../server/problem';

export class Question {
    asking = $state(false);
    problem = $state.raw<Problem | null>(null);
    #current: AbortController | null = null;

    async ask<T>(question: (signal: AbortSignal) => Promise<T>, then: (answer: T) => void): Promise<void> {
        this.#current?.abort();
        const ended = (this.#current = new AbortController());
        this.asking = true;
        this.problem = null;
        try {
            const answer = await question(ended.signal);
            if (!ended.signal.aborted) then(answer);
        } catch (failure) {
            if (!ended.signal.aborted) this.problem = failure instanceof Problem ? failure : NOT_UNDERSTOOD;
        }
        if (this.#current === ended) this.asking = false;
    }

    stop(): void {
        this.#current?.abort();
        this.asking = false;
    }
}
