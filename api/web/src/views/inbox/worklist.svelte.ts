/** The list of the inbox, page by page: matters, or parties with theirs. */

import { type Page, Paged } from '../../parts/paged.svelte';
import { server, told } from '../../server/ask';
import { type Filters, mattersAsked, standingsAsked } from './filters';
import { type Group, type Line, ofMatters, ofStandings } from './lines';

const ON_PAGE = 100;
const PARTIES_ON_PAGE = 50;

interface Part {
    readonly groups: readonly Group[];
    readonly total: number;
    readonly asOf: string;
}

export class Worklist extends Paged<Part> {
    /** To be made while a component is set up. `on`: the day of sleep and lists. */
    constructor(filters: () => Filters, on: () => string | null) {
        super((cursor, signal) => part(filters(), on(), cursor, signal));
    }

    get groups(): readonly Group[] {
        const all = this.pages.flatMap((page) => page.groups);
        const together = all.length > 0 && all.every((group) => group.party === null);
        return together ? [{ party: null, lines: all.flatMap((group): readonly Line[] => group.lines) }] : all;
    }

    get total(): number {
        return this.first?.total ?? 0;
    }

    /** The day by which ages are reckoned. */
    get asOf(): string {
        return this.first?.asOf ?? '';
    }
}

async function part(
    filters: Filters,
    on: string | null,
    cursor: string | null,
    signal: AbortSignal,
): Promise<Page<Part>> {
    const next = cursor === null ? {} : { cursor };
    if (filters.by === 'party') {
        const query = { ...standingsAsked(filters, on), limit: PARTIES_ON_PAGE, ...next };
        const found = await told(server.GET('/v1/standings', { params: { query }, signal }));
        return paged(ofStandings(found.items), found);
    }
    const query = { ...mattersAsked(filters, on), limit: ON_PAGE, ...next };
    const found = await told(server.GET('/v1/matters', { params: { query }, signal }));
    return paged(ofMatters(found.items), found);
}

function paged(
    groups: readonly Group[],
    found: { total: number; as_of: string; next_cursor: string | null },
): Page<Part> {
    return { of: { groups, total: found.total, asOf: found.as_of }, next: found.next_cursor };
}
