/** What went wrong with a request, and what to do: the API's problem details, or our own where no answer came. */

import type { Text } from '../text/language.svelte';

export class Problem extends Error {
    constructor(
        readonly code: string,
        readonly status: number,
        readonly text: Text,
        /** By which the server's log finds the request. */
        readonly requestId: string | null = null,
    ) {
        super(text.en);
    }
}

export const NO_ANSWER = new Problem('no_answer', 0, {
    zh: '服务没有应答。请确认 ringfence serve 仍在运行、网络畅通，然后重试。',
    en: 'The service did not answer. See that `ringfence serve` still runs and the network is up, then try again.',
});

export const TOO_SLOW = new Problem('too_slow', 0, {
    zh: '等待超时。请缩小查询范围，或稍后重试。',
    en: 'It took too long. Ask for less, or try again later.',
});

export const NOT_UNDERSTOOD = new Problem('not_understood', 0, {
    zh: '应答不是预期的格式。页面可能已过期，请刷新。',
    en: 'The answer is not of the expected form. The page may be out of date: reload it.',
});

/** The problem that a refusal tells, whatever its body. */
export function problemOf(response: Response, body: unknown): Problem {
    const told = isRecord(body) ? body : {};
    const title = text(told['title']) ?? `${response.status} ${response.statusText}`.trim();
    const en = text(told['detail']) ?? title;
    const zh = text(told['detail_zh']) ?? en;
    const code = text(told['code']) ?? `http_${response.status}`;
    return new Problem(code, response.status, { zh, en }, response.headers.get('x-request-id'));
}

function text(value: unknown): string | null {
    return typeof value === 'string' && value !== '' ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
