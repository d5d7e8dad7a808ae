import { describe, expect, it } from 'vitest';

import { type Column, csv, filtered, sorted } from './table';

interface Firm {
    name: string;
    amount: number | null;
}

const FIRMS: Firm[] = [
    { name: '临江担保', amount: 2 },
    { name: '=HYPERLINK("http://x","y")', amount: null },
    { name: 'Alpha, "Beta"', amount: 10 },
];
const COLUMNS: Column<Firm>[] = [
    { id: 'name', title: { zh: '名称', en: 'Name' }, value: (firm) => firm.name },
    { id: 'amount', title: { zh: '金额', en: 'Amount' }, value: (firm) => firm.amount, numeric: true },
];

describe('rows', () => {
    it('are sorted by value, the missing last either way', () => {
        const amounts = (down: boolean) =>
            sorted(FIRMS, COLUMNS, { column: 'amount', down }).map((firm) => firm.amount);
        expect(amounts(false)).toEqual([2, 10, null]);
        expect(amounts(true)).toEqual([10, 2, null]);
    });

    it('are filtered by every word', () => {
        expect(filtered(FIRMS, COLUMNS, 'alpha 10')).toEqual([FIRMS[2]]);
        expect(filtered(FIRMS, COLUMNS, 'alpha 11')).toEqual([]);
    });

    it('are written so that a formula stays a text and a quotation stays one cell', () => {
        expect(csv(FIRMS, COLUMNS, 'en')).toBe(
            '\uFEFFName,Amount\r\n临江担保,2\r\n"\'=HYPERLINK(""http://x"",""y"")",\r\n"Alpha, ""Beta""",10\r\n',
        );
    });
});
