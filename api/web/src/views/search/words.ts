import type { Text } from '../../text/language.svelte';

export const WORDS = {
    title: { zh: '查找企业', en: 'Find an enterprise' },
    ask: { zh: '名称、统一社会信用代码或编号', en: 'Name, unified social credit code or identifier' },
    begin: {
        zh: '输入名称的一部分或代码的开头；用 ↑ ↓ 选择，回车打开。',
        en: 'Type part of a name or the beginning of a code; ↑ ↓ choose, Enter opens.',
    },
    nothing: {
        zh: '没有与“{text}”相符的企业。请检查用字，或只输入名称中最特别的两三个字。',
        en: 'No enterprise fits “{text}”. Check the spelling, or type only the most particular part of the name.',
    },
    truncated: { zh: '相符的不止这些。请再输入几个字。', en: 'More fit than are shown. Type a little more.' },
    results: { zh: '搜索结果', en: 'Results' },
    count: { zh: '{count} 个结果', en: '{count} results' },
} satisfies Record<string, Text>;
