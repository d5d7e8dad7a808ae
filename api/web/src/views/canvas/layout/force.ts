/** The forces' worker as a task that can be stopped. */

import type { Moved } from './force.worker';
import type { Matrices } from './matrix';

/** Begins; `moved` hears of places until the last time. Returns what stops it. */
export function force(matrices: Matrices, moved: (news: Moved) => void, failed: () => void): () => void {
    const worker = new Worker(new URL('./force.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Moved>): void => {
        moved(data);
        if (data.done) worker.terminate();
    };
    worker.onerror = (): void => {
        worker.terminate();
        failed();
    };
    worker.postMessage(matrices, [matrices.nodes.buffer, matrices.edges.buffer]);
    return () => worker.terminate();
}
