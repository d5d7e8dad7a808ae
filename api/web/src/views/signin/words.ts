import type { Text } from '../../text/language.svelte';

export const WORDS = {
    title: { zh: '登录', en: 'Sign in' },
    byPassword: { zh: '用户名和密码', en: 'Name and password' },
    byKey: { zh: '接口密钥', en: 'API key' },
    user: { zh: '用户名', en: 'Name' },
    password: { zh: '密码', en: 'Password' },
    key: { zh: '密钥（rfk_…）', en: 'Key (rfk_…)' },
    submit: { zh: '登录', en: 'Sign in' },
    way: { zh: '登录方式', en: 'How to sign in' },
    noUsers: {
        zh: '还没有用户。管理员可用 ringfence users add 名称 添加，或使用接口密钥登录。',
        en: 'There are no users yet. An administrator adds one by `ringfence users add NAME`; or sign in by an API key.',
    },
} satisfies Record<string, Text>;
