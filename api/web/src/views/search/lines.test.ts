import { expect, it } from 'vitest';

import { type Hit, type Line, linesOf, rowsOf } from './lines';

it('takes a pasted column as lines', () => {
    expect(linesOf('甲公司\t300\r\n\r\n 乙公司 \r丙公司\n')).toEqual(['甲公司', '乙公司', '丙公司']);
    expect(linesOf(' \n')).toEqual([]);
});

it('has a row for every candidate and for every line without one', () => {
    const [one, other] = [{ party_id: 'a' }, { party_id: 'b' }] as Hit[];
    const lines = [
        { line: 1, parties: [one, other] },
        { line: 2, parties: [] },
    ] as unknown as Line[];
    expect(rowsOf(lines).map((row) => [row.line.line, row.hit?.party_id ?? null])).toEqual([
        [1, 'a'],
        [1, 'b'],
        [2, null],
    ]);
});
