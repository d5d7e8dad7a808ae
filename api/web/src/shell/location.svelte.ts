/** Where the reader is: the address bar as reactive state, so that every view can be shared by its address. */

import { BASE, inside } from './address';

class Here {
    path = $state(inside(location.pathname));
    query = $state.raw(new URLSearchParams(location.search));
    /** The day that is looked at; null is today. What reads it is not asked anew when another parameter changes. */
    readonly asOf: string | null = $derived(this.query.get('as_of'));

    constructor() {
        addEventListener('popstate', () => this.#read());
    }

    /** Go to an address within the explorer ("/party/x?tab=loans"). `replace` leaves no step to go back to. */
    go(address: string, { replace = false } = {}): void {
        const url = BASE + address;
        if (replace) history.replaceState(null, '', url);
        else history.pushState(null, '', url);
        this.#read();
    }

    /** The same view with parameters changed; null takes one away. */
    change(parameters: Record<string, string | null>, { replace = true } = {}): void {
        const query = new URLSearchParams(this.query);
        for (const [name, value] of Object.entries(parameters)) {
            if (value === null) query.delete(name);
            else query.set(name, value);
        }
        const asked = query.toString();
        this.go(this.path + (asked ? `?${asked}` : ''), { replace });
    }

    #read(): void {
        this.path = inside(location.pathname);
        this.query = new URLSearchParams(location.search);
    }
}

export const here = new Here();

/** The dates of a question, as the API takes them. */
export function dates(): { as_of?: string } {
    return here.asOf === null ? {} : { as_of: here.asOf };
}

/** Follows links within the explorer without loading the page anew; other clicks are the browser's. */
export function followLinks(root: HTMLElement): () => void {
    const follow = (event: MouseEvent): void => {
        const link = event.target instanceof Element ? event.target.closest('a') : null;
        const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
        if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
        const url = new URL(link.href, location.href);
        if (url.origin !== location.origin || !url.pathname.startsWith(`${BASE}/`)) return;
        // Within the page the browser goes by itself.
        if (url.hash !== '' && url.pathname === location.pathname && url.search === location.search) return;
        event.preventDefault();
        here.go(inside(url.pathname) + url.search);
    };
    root.addEventListener('click', follow);
    return () => root.removeEventListener('click', follow);
}
