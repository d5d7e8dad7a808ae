import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
    // The API serves the built files under this prefix (api/explorer.py).
    base: '/explore/',
    plugins: [svelte()],
    build: {
        target: 'es2022',
        // A picture within a script or a style sheet would need data: in the content security policy.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        license: { fileName: 'licences.json' },
        rolldownOptions: { checks: { pluginTimings: false, bundlerTimings: false } },
    },
    server: { proxy: { '/v1': 'http://127.0.0.1:8000' } },
    test: { include: ['src/**/*.test.ts'] },
});
