/** One long run: how far it has come, and what it found. It is followed until it has ended. */

import { server, told } from '../../server/ask';
import { NOT_UNDERSTOOD, Problem } from '../../server/problem';
import type { components } from '../../server/schema';
import type { Result } from './result';

export type Job = components['schemas']['JobStands'];

/** So long a question waits for news of the run; less than the server allows. */
const WAIT_S = 5;
const UNFINISHED: ReadonlySet<Job['state']> = new Set(['queued', 'running']);

export function unfinished(job: Job): boolean {
    return UNFINISHED.has(job.state);
}

export class Run {
    job = $state.raw<Job | null>(null);
    result = $state.raw<Result | null>(null);
    problem = $state.raw<Problem | null>(null);
    #round = $state(0);

    /** To be made while a component is set up. `ended`: it has ended while it was followed. */
    constructor(id: string, ended: () => void) {
        $effect(() => {
            void this.#round;
            const left = new AbortController();
            void this.#follow(id, left.signal, ended);
            return () => left.abort();
        });
    }

    again(): void {
        this.#round += 1;
    }

    async cancel(): Promise<void> {
        if (this.job === null) return;
        try {
            const path = { job_id: this.job.job_id };
            this.job = await told(server.DELETE('/v1/jobs/{job_id}', { params: { path } }));
        } catch (failure) {
            this.problem = failure instanceof Problem ? failure : NOT_UNDERSTOOD;
        }
    }

    async #follow(id: string, signal: AbortSignal, ended: () => void): Promise<void> {
        const path = { job_id: id };
        try {
            let job = await told(server.GET('/v1/jobs/{job_id}', { params: { path }, signal }));
            const followed = unfinished(job);
            while (unfinished(job)) {
                this.job = job;
                this.problem = null;
                const [query, from] = [{ wait_s: WAIT_S }, Date.now()];
                job = await told(server.GET('/v1/jobs/{job_id}', { params: { path, query }, signal }));
                // Of a run of another server the answer does not wait.
                if (unfinished(job) && Date.now() - from < 1_000) await pause(2_000, signal);
            }
            this.job = job;
            this.problem = null;
            if (job.state === 'done') {
                const found = await told(server.GET('/v1/jobs/{job_id}/result', { params: { path }, signal }));
                this.result = found as unknown as Result;
            }
            if (followed) ended();
        } catch (failure) {
            if (!signal.aborted) this.problem = failure instanceof Problem ? failure : NOT_UNDERSTOOD;
        }
    }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
        const waiting = setTimeout(resolve, ms);
        signal.addEventListener('abort', () => {
            clearTimeout(waiting);
            reject(new DOMException('left', 'AbortError'));
        });
    });
}
