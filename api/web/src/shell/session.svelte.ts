/** Who is signed in, and what may be done: asked once, and anew when an answer says that the session has ended. */

import { carryToken, onUnauthenticated, server, told } from '../server/ask';
import { Problem } from '../server/problem';
import type { components } from '../server/schema';

export type Known = components['schemas']['Session'];

class Session {
    /** null until the first answer. */
    known = $state.raw<Known | null>(null);
    problem = $state.raw<Problem | null>(null);

    constructor() {
        onUnauthenticated(() => void this.ask());
    }

    /** Whether a view may be shown: somebody is signed in, or nobody needs to be. */
    get open(): boolean {
        return this.known !== null && this.known.actor !== null;
    }

    async ask(): Promise<void> {
        try {
            this.#take(await told(server.GET('/v1/session')));
        } catch (failure) {
            this.problem = failure instanceof Problem ? failure : null;
        }
    }

    /** Throws the problem where it is refused. */
    async signIn(body: components['schemas']['SignIn']): Promise<void> {
        this.#take(await told(server.POST('/v1/session', { body })));
    }

    async signOut(): Promise<void> {
        await told(server.DELETE('/v1/session'));
        carryToken(null);
        await this.ask();
    }

    #take(known: Known): void {
        carryToken(known.csrf_token);
        this.problem = null;
        this.known = known;
    }
}

export const session = new Session();
