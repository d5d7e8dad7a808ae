/** The names of parties, looked up together. */

import { server, told } from '../../server/ask';
import { dates } from '../../shell/location.svelte';

const AT_ONCE = 1000;

/** By identifier, of those that have one. Null where there is nothing to look up. */
export function namesOf(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> | null {
    if (ids.length === 0) return null;
    return lookedUp(ids.slice(0, AT_ONCE), signal);
}

async function lookedUp(texts: string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const query = dates();
    const found = await told(server.POST('/v1/search', { params: { query }, body: { texts }, signal }));
    const named = found.lines.flatMap((line) => {
        const name = line.by === 'party_id' ? line.parties[0]?.name : null;
        return name ? [[line.text, name] as const] : [];
    });
    return new Map(named);
}
