import type { Text } from '../text/language.svelte';

export const WORDS = {
    product: { zh: '担保圈风险图谱', en: 'Graph risk intelligence' },
    skip: { zh: '跳到内容', en: 'Skip to content' },
    sections: { zh: '栏目', en: 'Sections' },
    language: { zh: 'English', en: '中文' },
    languageName: { zh: 'Switch to English', en: '切换为中文' },
    dark: { zh: '深色', en: 'Dark' },
    light: { zh: '浅色', en: 'Light' },
    asOf: { zh: '截至日', en: 'As of' },
    user: { zh: '使用人', en: 'Signed in as' },
    readOnly: { zh: '只读', en: 'Read only' },
    signOut: { zh: '退出', en: 'Sign out' },
    today: { zh: '今天', en: 'Today' },
} satisfies Record<string, Text>;
