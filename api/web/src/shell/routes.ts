/** The views by address. Each is loaded when it is first gone to. */

import type { Component } from 'svelte';

import type { Text } from '../text/language.svelte';
import { matched } from './address';

export interface Route {
    readonly pattern: string;
    readonly title: Text;
    /** Whether the navigation has a link to it. */
    readonly listed: boolean;
    // The parameters of the pattern are the view's properties; each view declares its own.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    readonly load: () => Promise<{ default: Component<any> }>;
}

export const ROUTES: readonly Route[] = [
    {
        pattern: '/',
        title: { zh: '搜索', en: 'Search' },
        listed: true,
        load: () => import('../views/search/Search.svelte'),
    },
    {
        pattern: '/canvas',
        title: { zh: '图谱画布', en: 'Canvas' },
        listed: true,
        load: () => import('../views/canvas/Canvas.svelte'),
    },
];

const MISSING: Route = {
    pattern: '',
    title: { zh: '没有该页面', en: 'No such page' },
    listed: false,
    load: () => import('../views/missing/Missing.svelte'),
};

/** The route of a path with what the path says; a page that says so where there is none. */
export function routeOf(path: string): { route: Route; parameters: Record<string, string> } {
    for (const route of ROUTES) {
        const parameters = matched(route.pattern, path);
        if (parameters !== null) return { route, parameters };
    }
    return { route: MISSING, parameters: {} };
}
