/** From columns of one length, as the API sends what is large, to rows as tables read them. */

type Columns = Readonly<Record<string, readonly unknown[]>>;

/** The row type of some columns. */
export type Row<C extends Columns> = { readonly [Name in keyof C]: C[Name][number] };

/** One row for each place; RangeError where the columns differ in length, which would mix up facts. */
export function rowsOf<C extends Columns>(columns: C): readonly Row<C>[] {
    const names = Object.keys(columns) as (keyof C)[];
    const lengths = new Set(names.map((name) => columns[name]?.length ?? 0));
    if (lengths.size > 1) throw new RangeError(`columns of ${[...lengths].join(', ')} places`);
    const [length = 0] = lengths;
    return Array.from(
        { length },
        (_, at) => Object.fromEntries(names.map((name) => [name, columns[name]?.[at]])) as Row<C>,
    );
}
