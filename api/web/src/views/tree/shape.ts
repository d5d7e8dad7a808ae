/** What a party is drawn as. */

const STATE = new Set(['government']);

/** Whether it is a body of the state, which has an owner that no register names. */
export function isState(kind: string | null): boolean {
    return kind !== null && STATE.has(kind);
}
