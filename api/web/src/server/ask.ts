/** Questions to the API, typed by its own description. Every failure is a `Problem`. */

import createClient from 'openapi-fetch';

import { NO_ANSWER, NOT_UNDERSTOOD, problemOf, TOO_SLOW } from './problem';
import type { paths } from './schema';

/** Longer than the server's own limit for a query, and than what it works out once for a day that nobody looked at yet. */
const PATIENCE_MS = 180_000;

const SAFE = new Set(['GET', 'HEAD']);

let csrfToken: string | null = null;
let unauthenticated: () => void = () => undefined;

/** The token of the session, which goes with every request that changes something. */
export function carryToken(token: string | null): void {
    csrfToken = token;
}

/** What to do when an answer says that nobody is signed in. */
export function onUnauthenticated(act: () => void): void {
    unauthenticated = act;
}

export const server = createClient<paths>({ baseUrl: '', fetch: patient });

/** The answer, or the problem thrown. */
export async function told<T>(
    asked: Promise<{ data?: T | undefined; error?: unknown; response: Response }>,
): Promise<T> {
    const { data, error, response } = await asked.catch((failure: unknown) => {
        throw failure instanceof SyntaxError ? NOT_UNDERSTOOD : failure;
    });
    if (response.status === 401) unauthenticated();
    if (!response.ok) throw problemOf(response, error);
    if (data === undefined && response.status !== 204) throw NOT_UNDERSTOOD;
    return data as T;
}

async function patient(request: Request): Promise<Response> {
    const limit = AbortSignal.timeout(PATIENCE_MS);
    const headers = new Headers(request.headers);
    if (csrfToken !== null && !SAFE.has(request.method)) headers.set('x-csrf-token', csrfToken);
    try {
        return await fetch(new Request(request, { headers, signal: AbortSignal.any([request.signal, limit]) }));
    } catch (failure) {
        if (request.signal.aborted) throw failure;
        throw limit.aborted ? TOO_SLOW : NO_ANSWER;
    }
}
