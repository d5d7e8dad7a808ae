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
        pattern: '/party/:id',
        title: { zh: '企业档案', en: 'Profile' },
        listed: false,
        load: () => import('../views/party/Party.svelte'),
    },
    {
        pattern: '/party/:id/tree',
        title: { zh: '股权穿透', en: 'Equity tree' },
        listed: false,
        load: () => import('../views/tree/EquityTree.svelte'),
    },
    {
        pattern: '/inbox',
        title: { zh: '预警收件箱', en: 'Inbox' },
        listed: true,
        load: () => import('../views/inbox/Inbox.svelte'),
    },
    {
        pattern: '/canvas',
        title: { zh: '图谱画布', en: 'Canvas' },
        listed: true,
        load: () => import('../views/canvas/Canvas.svelte'),
    },
    {
        pattern: '/circles',
        title: { zh: '担保圈', en: 'Circles' },
        listed: true,
        load: () => import('../views/circles/Circles.svelte'),
    },
    {
        pattern: '/portfolio',
        title: { zh: '组合', en: 'Portfolio' },
        listed: true,
        load: () => import('../views/portfolio/Portfolio.svelte'),
    },
    {
        pattern: '/backtest',
        title: { zh: '回测', en: 'Back-test' },
        listed: true,
        load: () => import('../views/backtest/Backtest.svelte'),
    },
    {
        pattern: '/data-quality',
        title: { zh: '数据质量', en: 'Data quality' },
        listed: true,
        load: () => import('../views/data-quality/DataQuality.svelte'),
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
