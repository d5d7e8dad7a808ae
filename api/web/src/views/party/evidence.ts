/** A warning's evidence as it was stored: figures, and the relationships on which it rests. */

export interface Edge {
    readonly type: string;
    readonly source: string;
    readonly target: string;
    readonly amount: number | null;
    readonly from: string | null;
    readonly saidBy: string | null;
    readonly recordedOn: string | null;
}

export interface Evidence {
    readonly figures: readonly (readonly [string, string | number])[];
    readonly edges: readonly Edge[];
    /** Nodes that are parties, so that there is a profile of each. */
    readonly parties: ReadonlySet<string>;
    readonly lowered: { readonly zh: string; readonly en: string } | null;
    readonly cut: boolean;
}

const PARTIES = new Set(['Enterprise', 'Person', 'Party']);

/** What is stored differs by rule and by version, so that nothing is taken for granted. */
export function evidenceOf(stored: Record<string, unknown>): Evidence {
    const figures = [...entries(stored['facts']), ...entries(stored['measures'])].flatMap(([name, value]) =>
        typeof value === 'number' || typeof value === 'string' ? [[name, value] as const] : [],
    );
    const lowered = record(stored['would_lower']);
    const [zh, en] = [text(lowered['zh']), text(lowered['en'])];
    return {
        figures,
        edges: list(stored['edges']).map(edge),
        parties: new Set(
            list(stored['nodes']).flatMap((node) => (PARTIES.has(String(node['label'])) ? [String(node['id'])] : [])),
        ),
        lowered: zh !== null && en !== null ? { zh, en } : null,
        cut: stored['truncated'] === true,
    };
}

function edge(stored: Record<string, unknown>): Edge {
    const amount = stored['amount_cny'];
    return {
        type: text(stored['type']) ?? '',
        source: text(stored['source']) ?? '',
        target: text(stored['target']) ?? '',
        amount: typeof amount === 'number' ? amount : null,
        from: text(stored['valid_from']),
        saidBy: text(stored['said_by']),
        recordedOn: text(stored['recorded_on']),
    };
}

function record(value: unknown): Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as Record<string, unknown>)
        : {};
}

function entries(value: unknown): readonly [string, unknown][] {
    return Object.entries(record(value));
}

function list(value: unknown): readonly Record<string, unknown>[] {
    return Array.isArray(value) ? value.map(record) : [];
}

function text(value: unknown): string | null {
    return typeof value === 'string' && value !== '' ? value : null;
}
