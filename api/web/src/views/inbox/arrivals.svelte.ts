/** Whether something was found since the list was read: notices as the server streams them, counted, not shown. */

import { SvelteSet } from 'svelte/reactivity';

export class Arrivals {
    #found = new SvelteSet<string>();
    /** The stream has ended for good; the browser itself comes back after a lost connection. */
    off = $state(false);

    /** To be made while a component is set up. `level`: this grave or graver. */
    constructor(level: () => number) {
        $effect(() => {
            const stream = new EventSource(`/v1/notices/stream?level=${level()}`);
            this.off = false;
            stream.addEventListener('notice', (event) => this.#found.add(event.lastEventId));
            stream.addEventListener('error', () => (this.off = stream.readyState === EventSource.CLOSED));
            return () => stream.close();
        });
    }

    get count(): number {
        return this.#found.size;
    }

    /** The reader has asked for the list anew. */
    seen(): void {
        this.#found.clear();
    }
}
