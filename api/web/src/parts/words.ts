import type { Text } from '../text/language.svelte';

export const WORDS = {
    loading: { zh: '正在载入…', en: 'Loading…' },
    failed: { zh: '未能载入', en: 'This could not be loaded' },
    again: { zh: '重试', en: 'Try again' },
    request: { zh: '请求编号', en: 'Request' },
    signIn: { zh: '登录', en: 'Sign in' },
    partial: { zh: '仅显示一部分', en: 'Only a part is shown' },
    filter: { zh: '筛选', en: 'Filter' },
    rows: { zh: '{shown} / {total} 行', en: '{shown} of {total} rows' },
    exportCsv: { zh: '导出 CSV', en: 'Export CSV' },
    nothingFits: { zh: '没有符合筛选的行。', en: 'No row fits the filter.' },
    more: { zh: '再显示 {count} 行', en: 'Show {count} more' },
    level: { zh: '{level}级预警', en: 'Warning level {level}' },
    noLevel: { zh: '无预警', en: 'No warning' },
} satisfies Record<string, Text>;
