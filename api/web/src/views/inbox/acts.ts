/** What officers may do with a matter: the words, the key, and what each act asks for. */

import type { components } from '../../server/schema';
import type { Text } from '../../text/language.svelte';

export type Kind = components['schemas']['WantedAct']['kind'];
type Wanted = components['schemas']['WantedAct'];

export interface Act {
    readonly kind: Kind;
    readonly title: Text;
    readonly key: string;
    /** What has to be filled in; a note may stand beside any act. */
    readonly needs: 'reason' | 'note' | 'to' | 'until' | null;
}

/** In the order in which they are offered. */
export const ACTS: readonly Act[] = [
    { kind: 'see', title: { zh: '已阅', en: 'Mark as seen' }, key: 'v', needs: null },
    { kind: 'confirm', title: { zh: '确认属实', en: 'Confirm' }, key: 'c', needs: null },
    { kind: 'dismiss', title: { zh: '排除', en: 'Dismiss' }, key: 'd', needs: 'reason' },
    { kind: 'open_case', title: { zh: '立案', en: 'Open a case' }, key: 'o', needs: null },
    { kind: 'close', title: { zh: '结案', en: 'Close' }, key: 'x', needs: 'reason' },
    { kind: 'approve', title: { zh: '复核同意', en: 'Approve' }, key: 'y', needs: null },
    { kind: 'reject', title: { zh: '复核退回', en: 'Reject' }, key: 'r', needs: 'reason' },
    { kind: 'reopen', title: { zh: '重新打开', en: 'Reopen' }, key: 'u', needs: 'reason' },
    { kind: 'snooze', title: { zh: '暂缓', en: 'Snooze' }, key: 'z', needs: 'until' },
    { kind: 'assign', title: { zh: '分派', en: 'Assign' }, key: 'a', needs: 'to' },
    { kind: 'note', title: { zh: '备注', en: 'Note' }, key: 'n', needs: 'note' },
];

/** What is filled in. */
export interface Filled {
    readonly reason: string;
    readonly note: string;
    readonly to: string;
    readonly until: string;
}

export const EMPTY: Filled = { reason: '', note: '', to: '', until: '' };

/** Those of them that a matter takes now. */
export function offered(possible: readonly string[]): readonly Act[] {
    return ACTS.filter((act) => possible.includes(act.kind));
}

/** The act as the API takes it, or null while something that it needs is missing. */
export function written(act: Act, filled: Filled, seen: number): Wanted | null {
    if (act.needs !== null && filled[act.needs].trim() === '') return null;
    const note = filled.note.trim();
    return {
        kind: act.kind,
        seen,
        ...(act.needs !== null && { [act.needs]: filled[act.needs].trim() }),
        ...(note !== '' && { note }),
    };
}
