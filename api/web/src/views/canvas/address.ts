/** A canvas as a piece of an address: who is on it, what is pinned and chosen. Opening it asks the server once. */

import { LAYOUTS, type LayoutName } from './layout/names';

/** pins: [identity, x, y]. selection: of a party or a tie. */
export interface Shared {
    readonly ids: readonly string[];
    readonly starts: readonly string[];
    readonly layout: LayoutName;
    readonly selection: string | null;
    readonly pins: readonly (readonly [string, number, number])[];
}

/** So that addresses of today are still understood when the form changes. */
const VERSION = '1';

/** The part after `#`, which the server never sees: version, and the packed state. */
export async function written(shared: Shared): Promise<string> {
    const place = new Map(shared.ids.map((id, at) => [id, at]));
    const state = [
        shared.ids.join('\n'),
        shared.starts.map((id) => place.get(id) ?? -1),
        LAYOUTS.indexOf(shared.layout),
        shared.selection,
        shared.pins.map(([id, x, y]) => [place.get(id) ?? -1, Math.round(x), Math.round(y)]),
    ];
    const packed = await through(new TextEncoder().encode(JSON.stringify(state)), new CompressionStream('deflate-raw'));
    return `${VERSION}.${toBase64(packed)}`;
}

/** What an address says, or null where it is none of ours, cut off, or of a later form. */
export async function read(fragment: string): Promise<Shared | null> {
    const [version, packed] = fragment.replace(/^#/, '').split('.', 2);
    if (version !== VERSION || !packed) return null;
    try {
        const text = await through(fromBase64(packed), new DecompressionStream('deflate-raw'));
        return understood(JSON.parse(new TextDecoder().decode(text)));
    } catch {
        return null;
    }
}

function understood(state: unknown): Shared | null {
    if (!Array.isArray(state)) return null;
    const [joined, starts, layout, selection, pins] = state as unknown[];
    if (typeof joined !== 'string' || !Array.isArray(starts) || !Array.isArray(pins)) return null;
    const ids = joined === '' ? [] : joined.split('\n');
    const at = (place: unknown): string[] => (typeof place === 'number' && ids[place] ? [ids[place]] : []);
    return {
        ids,
        starts: starts.flatMap(at),
        layout: (typeof layout === 'number' && LAYOUTS[layout]) || 'force',
        selection: typeof selection === 'string' ? selection : null,
        pins: pins.flatMap((pin: unknown) => {
            const [place, x, y] = Array.isArray(pin) ? (pin as unknown[]) : [];
            return typeof x === 'number' && typeof y === 'number' ? at(place).map((id) => [id, x, y] as const) : [];
        }),
    };
}

async function through(
    bytes: Uint8Array<ArrayBuffer>,
    stream: GenericTransformStream,
): Promise<Uint8Array<ArrayBuffer>> {
    const piped = new Blob([bytes]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array>);
    return new Uint8Array(await new Response(piped as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
}

function toBase64(bytes: Uint8Array): string {
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}
