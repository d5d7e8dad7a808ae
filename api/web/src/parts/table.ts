/** Rows in columns: sorted, filtered, written as a file that a spreadsheet opens safely. */

import type { Text } from '../text/language.svelte';

export type Value = string | number | null | undefined;

export interface Column<Row> {
    readonly id: string;
    readonly title: Text;
    /** By what is sorted and what is written into a file: the exact value. */
    readonly value: (row: Row) => Value;
    /** What is read in the table, where that is not the value itself. */
    readonly shown?: (row: Row) => string;
    readonly numeric?: boolean;
}

export interface Order {
    readonly column: string;
    readonly down: boolean;
}

/** The rows in order; what is missing stands last either way, equals stay as they were. */
export function sorted<Row>(
    rows: readonly Row[],
    columns: readonly Column<Row>[],
    order: Order | null,
): readonly Row[] {
    const column = columns.find((one) => one.id === order?.column);
    if (!order || !column) return rows;
    const sign = order.down ? -1 : 1;
    return [...rows].sort((one, other) => {
        const [a, b] = [column.value(one), column.value(other)];
        if (a == null || b == null) return Number(a == null) - Number(b == null);
        if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
        return sign * String(a).localeCompare(String(b), 'zh');
    });
}

/** The rows of which some column, as it is read, has every word of the text. */
export function filtered<Row>(rows: readonly Row[], columns: readonly Column<Row>[], text: string): readonly Row[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return rows;
    return rows.filter((row) => {
        const read = columns.map((column) => shownIn(column, row).toLowerCase());
        return words.every((word) => read.some((cell) => cell.includes(word)));
    });
}

/** The text of a cell. */
export function shownIn<Row>(column: Column<Row>, row: Row): string {
    return column.shown ? column.shown(row) : String(column.value(row) ?? '—');
}

/** The rows as CSV (RFC 4180, UTF-8 with mark). A cell that a spreadsheet would take for a formula is kept a text. */
export function csv<Row>(rows: readonly Row[], columns: readonly Column<Row>[], language: keyof Text): string {
    const lines = [
        columns.map((column) => column.title[language]),
        ...rows.map((row) => columns.map((c) => c.value(row))),
    ];
    return '\uFEFF' + lines.map((cells) => cells.map(cell).join(',') + '\r\n').join('');
}

function cell(value: Value): string {
    if (value == null) return '';
    if (typeof value === 'number') return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
