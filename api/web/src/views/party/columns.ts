/** Columns of facts: parties that lead to their profiles, amounts that are told to the fen. */

import { nameOf, type Named } from '../../parts/parties';
import type { Column } from '../../parts/table';
import { money, percent } from '../../text/figures';
import { reader, type Text } from '../../text/language.svelte';

export interface FactColumn<Row> extends Column<Row> {
    readonly parties?: (row: Row) => readonly Named[];
    readonly cny?: (row: Row) => number | null;
    /** Never broken into lines. */
    readonly whole?: boolean;
}

export function party<Row>(id: string, title: Text, of: (row: Row) => Named | null): FactColumn<Row> {
    return parties(id, title, (row) => {
        const one = of(row);
        return one ? [one] : [];
    });
}

export function parties<Row>(id: string, title: Text, of: (row: Row) => readonly Named[]): FactColumn<Row> {
    return { id, title, parties: of, value: (row) => of(row).map(nameOf).join('; ') || null };
}

export function cny<Row>(id: string, title: Text, of: (row: Row) => number | null): FactColumn<Row> {
    return { id, title, cny: of, value: of, shown: (row) => money(of(row), reader.language), numeric: true };
}

export function ratio<Row>(id: string, title: Text, of: (row: Row) => number | null): FactColumn<Row> {
    return { id, title, value: of, shown: (row) => percent(of(row), reader.language), numeric: true };
}

export function count<Row>(id: string, title: Text, of: (row: Row) => number | null): FactColumn<Row> {
    return { id, title, value: of, numeric: true };
}

export function text<Row>(id: string, title: Text, of: (row: Row) => string | null): FactColumn<Row> {
    return { id, title, value: of };
}

export function day<Row>(id: string, title: Text, of: (row: Row) => string | null): FactColumn<Row> {
    return { id, title, value: of, whole: true };
}
