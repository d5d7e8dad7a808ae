/** The list of the inbox, page by page; what is asked for anew replaces it, and what was shown stays until then. */

import { Asked } from '../../parts/asked.svelte';
import { server, told } from '../../server/ask';
import { NOT_UNDERSTOOD, Problem } from '../../server/problem';
import { type Filters, mattersAsked, standingsAsked } from './filters';
import { type Group, type Line, ofMatters, ofStandings } from './lines';

const ON_PAGE = 100;
const PARTIES_ON_PAGE = 50;

interface Page {
    readonly groups: readonly Group[];
    readonly total: number;
    readonly asOf: string;
    readonly next: string | null;
}

export class Worklist {
    readonly #filters: () => Filters;
    readonly #on: () => string | null;
    readonly #first: Asked<Page>;
    #later = $state.raw<readonly Page[]>([]);
    #after = $state.raw<Page | null>(null);
    /** Why the next page did not come. */
    trouble = $state.raw<Problem | null>(null);

    /** To be made while a component is set up. `on`: the day of sleep and lists. */
    constructor(filters: () => Filters, on: () => string | null) {
        this.#filters = filters;
        this.#on = on;
        this.#first = new Asked((signal) => page(filters(), on(), null, signal));
    }

    get problem(): Problem | null {
        return this.#first.state.is === 'failed' ? this.#first.state.problem : null;
    }

    get loading(): boolean {
        return this.#first.state.is === 'loading';
    }

    get groups(): readonly Group[] {
        const pages = this.#pages;
        const only = pages.flatMap((one) => one.groups);
        // Matters are one group however many pages there are.
        return only.every((group) => group.party === null) && only.length > 0
            ? [{ party: null, lines: unique(only.flatMap((group) => group.lines)) }]
            : only;
    }

    get total(): number {
        return this.#first.answer?.total ?? 0;
    }

    /** The day by which ages are reckoned. */
    get asOf(): string {
        return this.#first.answer?.asOf ?? '';
    }

    get more(): boolean {
        return (this.#pages.at(-1)?.next ?? null) !== null;
    }

    again(): void {
        this.trouble = null;
        this.#first.again();
    }

    async readOn(): Promise<void> {
        const first = this.#first.answer;
        const next = this.#pages.at(-1)?.next ?? null;
        if (first === null || next === null) return;
        try {
            const found = await page(this.#filters(), this.#on(), next, new AbortController().signal);
            if (first !== this.#first.answer) return;
            this.#later = [...(this.#after === first ? this.#later : []), found];
            this.#after = first;
            this.trouble = null;
        } catch (failure) {
            this.trouble = failure instanceof Problem ? failure : NOT_UNDERSTOOD;
        }
    }

    /** Later pages count only after the first page that they follow. */
    get #pages(): readonly Page[] {
        const first = this.#first.answer;
        if (first === null) return [];
        return this.#after === first ? [first, ...this.#later] : [first];
    }
}

async function page(filters: Filters, on: string | null, cursor: string | null, signal: AbortSignal): Promise<Page> {
    const next = cursor === null ? {} : { cursor };
    if (filters.by === 'party') {
        const query = { ...standingsAsked(filters, on), limit: PARTIES_ON_PAGE, ...next };
        const found = await told(server.GET('/v1/standings', { params: { query }, signal }));
        return { groups: ofStandings(found.items), total: found.total, asOf: found.as_of, next: found.next_cursor };
    }
    const query = { ...mattersAsked(filters, on), limit: ON_PAGE, ...next };
    const found = await told(server.GET('/v1/matters', { params: { query }, signal }));
    return { groups: ofMatters(found.items), total: found.total, asOf: found.as_of, next: found.next_cursor };
}

function unique(lines: readonly Line[]): readonly Line[] {
    return [...new Map(lines.map((line) => [line.id, line])).values()];
}
