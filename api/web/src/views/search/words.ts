import type { Text } from '../../text/language.svelte';

export const WORDS = {
    title: { zh: '查找企业', en: 'Find an enterprise' },
    ask: { zh: '名称、统一社会信用代码或编号', en: 'Name, unified social credit code or identifier' },
    begin: {
        zh: '输入名称的一部分或代码的开头；用 ↑ ↓ 选择，回车打开。粘贴多行可批量查找。',
        en: 'Type part of a name or the beginning of a code; ↑ ↓ choose, Enter opens. Paste several lines to look them all up.',
    },
    nothing: {
        zh: '没有与“{text}”相符的企业。请检查用字，或只输入名称中最特别的两三个字。',
        en: 'No enterprise fits “{text}”. Check the spelling, or type only the most particular part of the name.',
    },
    truncated: { zh: '相符的不止这些。请再输入几个字。', en: 'More fit than are shown. Type a little more.' },
    results: { zh: '搜索结果', en: 'Results' },
    count: { zh: '{count} 个结果', en: '{count} results' },
    foundAs: { zh: '曾用名或其他名称：{name}', en: 'found as {name}' },
    group: { zh: '关联组 {size} 户', en: 'group of {size}' },
    circle: { zh: '担保圈 {size} 户', en: 'circle of {size}' },
    members: { zh: '{size} 户，圈内担保 {amount}：{names}', en: '{size} members, {amount} guaranteed inside: {names}' },
    list: { zh: '批量查找', en: 'Look up a list' },
    listHint: {
        zh: '每行一个名称、代码或编号，最多 1,000 行。名单不会被保存。',
        en: 'A name, code or identifier per line, 1,000 lines at most. The list is not kept.',
    },
    lookUp: { zh: '查找', en: 'Look up' },
    back: { zh: '返回搜索', en: 'Back to search' },
    tooMany: {
        zh: '共 {count} 行，超过 1,000 行。请分批查找。',
        en: '{count} lines are more than 1,000. Look them up in parts.',
    },
    counts: {
        zh: '找到 {one}，待选 {candidates}，未找到 {none}，重复 {repeated}',
        en: '{one} found, {candidates} to choose, {none} not found, {repeated} repeated',
    },
    line: { zh: '行', en: 'Line' },
    text: { zh: '原文', en: 'Text' },
    party: { zh: '主体', en: 'Party' },
    partyId: { zh: '编号', en: 'Identifier' },
    outcome: { zh: '结果', en: 'Outcome' },
    one: { zh: '找到', en: 'found' },
    candidates: { zh: '待选', en: 'choose' },
    none: { zh: '未找到', en: 'not found' },
    repeats: { zh: '与第 {line} 行重复', en: 'repeats line {line}' },
    level: { zh: '预警等级', en: 'Level' },
} satisfies Record<string, Text>;
