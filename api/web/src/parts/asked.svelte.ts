/** A question whose answer a view shows: it is asked anew when what it reads changes, and only the last answer counts. */

import { NOT_UNDERSTOOD, Problem } from '../server/problem';

export type State<T> =
    | { readonly is: 'loading'; readonly before: T | null }
    | { readonly is: 'failed'; readonly problem: Problem }
    | { readonly is: 'answered'; readonly answer: T };

export class Asked<T> {
    state = $state.raw<State<T>>({ is: 'loading', before: null });
    #round = $state(0);

    /** To be made while a component is set up; null means that there is nothing to ask yet. */
    constructor(ask: (signal: AbortSignal) => Promise<T> | null) {
        $effect(() => {
            void this.#round;
            const ended = new AbortController();
            const asked = ask(ended.signal);
            if (asked !== null) this.#follow(asked, ended.signal);
            return () => ended.abort();
        });
    }

    /** Ask the same once more. */
    again(): void {
        this.#round += 1;
    }

    /** The answer that is shown, also while the next one is awaited. */
    get answer(): T | null {
        if (this.state.is === 'answered') return this.state.answer;
        return this.state.is === 'loading' ? this.state.before : null;
    }

    #follow(asked: Promise<T>, signal: AbortSignal): void {
        // Reading the state here would make the effect depend on what it sets.
        queueMicrotask(() => {
            if (!signal.aborted) this.state = { is: 'loading', before: this.answer };
        });
        asked.then(
            (answer) => {
                if (!signal.aborted) this.state = { is: 'answered', answer };
            },
            (failure: unknown) => {
                if (signal.aborted) return;
                this.state = { is: 'failed', problem: failure instanceof Problem ? failure : NOT_UNDERSTOOD };
            },
        );
    }
}
