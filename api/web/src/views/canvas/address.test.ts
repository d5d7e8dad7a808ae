import { describe, expect, it } from 'vitest';

import { read, type Shared, written } from './address';

const SHARED: Shared = {
    ids: ['cn.uscc:91330302MYRMAF8K32', '张三 1'],
    starts: ['张三 1'],
    layout: 'layered',
    selection: 'GUARANTEES a b',
    pins: [['cn.uscc:91330302MYRMAF8K32', 12, -3]],
};

describe('an address', () => {
    it('says what the canvas was', async () => {
        expect(await read(await written(SHARED))).toEqual(SHARED);
        expect(await read(`#${await written(SHARED)}`)).toEqual(SHARED);
    });

    it('of 2,000 parties is short enough to be sent', async () => {
        const ids = Array.from(
            { length: 2000 },
            (_, at) => `cn.uscc:9133${String((at * 7_919_993) % 1e14).padStart(14, '0')}`,
        );
        expect((await written({ ...SHARED, ids })).length).toBeLessThan(32_000);
    });

    it('that is cut off, foreign or of a later form is none', async () => {
        const whole = await written(SHARED);
        for (const broken of ['', '#', whole.slice(0, 20), '2' + whole.slice(1), '1.!!!', '1.AAAA'])
            expect(await read(broken)).toBeNull();
    });
});
