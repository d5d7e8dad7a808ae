import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

export default defineConfig(
    { ignores: ['dist/', 'node_modules/', 'src/server/schema.d.ts'] },
    js.configs.recommended,
    ...ts.configs.strict,
    ...svelte.configs.recommended,
    { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
    {
        files: ['**/*.svelte', '**/*.svelte.ts'],
        languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    },
    {
        rules: {
            // Text of the server is shown as text, never as markup.
            'svelte/no-at-html-tags': 'error',
            'svelte/no-inline-styles': 'error',
            // What is reactive is replaced whole.
            'svelte/prefer-svelte-reactivity': 'off',
            // Links are made by `hrefTo`, which knows the prefix; the rule speaks of SvelteKit.
            'svelte/no-navigation-without-resolve': 'off',
        },
    },
);
