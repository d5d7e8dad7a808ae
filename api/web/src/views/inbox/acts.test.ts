import { describe, expect, it } from 'vitest';

import { type Act, ACTS, EMPTY, offered, written } from './acts';
import { KEYS } from './keys';

const act = (kind: string): Act => ACTS.find((one) => one.kind === kind) as Act;

describe('acts', () => {
    it('are offered as the matter takes them, in one order', () => {
        expect(offered(['note', 'see', 'dismiss', 'confirm']).map((one) => one.kind)).toEqual([
            'see',
            'confirm',
            'dismiss',
            'note',
        ]);
        expect(offered(['what the server invents later'])).toEqual([]);
    });

    it('are not sent before what they need is filled in', () => {
        expect(written(act('dismiss'), EMPTY, 3)).toBeNull();
        expect(written(act('dismiss'), { ...EMPTY, reason: '   ' }, 3)).toBeNull();
        expect(written(act('snooze'), EMPTY, 3)).toBeNull();
        expect(written(act('note'), EMPTY, 3)).toBeNull();
    });

    it('carry what they need and no more', () => {
        expect(written(act('confirm'), EMPTY, 3)).toEqual({ kind: 'confirm', seen: 3 });
        const filled = { reason: ' 误报 ', note: '见合同', to: 'li', until: '2026-01-31' };
        expect(written(act('dismiss'), filled, 4)).toEqual({
            kind: 'dismiss',
            seen: 4,
            reason: '误报',
            note: '见合同',
        });
        expect(written(act('assign'), filled, 4)).toEqual({ kind: 'assign', seen: 4, to: 'li', note: '见合同' });
    });

    it('have a key of their own each', () => {
        expect(new Set(ACTS.map((one) => one.key)).size).toBe(ACTS.length);
        expect(Object.keys(KEYS).length).toBe(ACTS.length + 8);
    });
});
