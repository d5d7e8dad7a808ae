/** Addresses within the explorer: written, matched, read. */

/** What the API serves the explorer under (api/explorer.py, vite.config.ts). */
export const BASE = '/explore';

/** The part of a path that is the explorer's own. */
export function inside(pathname: string): string {
    const rest = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname;
    return rest === '' ? '/' : rest;
}

/** The link to an address within the explorer. The day looked at goes along where one is given. */
export function hrefTo(path: string, query: Record<string, string | null | undefined> = {}): string {
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] != null);
    const asked = new URLSearchParams(given).toString();
    return BASE + path + (asked ? `?${asked}` : '');
}

/** The path of one thing: `to('/party', 'cn.uscc:9133…')`. */
export function to(path: string, id: string): string {
    return `${path}/${encodeURIComponent(id)}`;
}

/** The parameters of a path by a pattern ("/party/:id"), or null where it does not fit. */
export function matched(pattern: string, path: string): Record<string, string> | null {
    const [asked, given] = [pattern.split('/'), path.split('/')];
    if (asked.length !== given.length) return null;
    const found: Record<string, string> = {};
    for (const [at, part] of asked.entries()) {
        const one = given[at] ?? '';
        if (part.startsWith(':')) {
            const value = decoded(one);
            if (value === null || value === '') return null;
            found[part.slice(1)] = value;
        } else if (part !== one) return null;
    }
    return found;
}

function decoded(part: string): string | null {
    try {
        return decodeURIComponent(part);
    } catch {
        return null;
    }
}
