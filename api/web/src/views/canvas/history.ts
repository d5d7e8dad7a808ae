/** Undo and redo: the states that the canvas was in. A state holds identities and places only, so that many are kept. */

import type { LayoutName } from './layout/names';

/** places: x and y of each party beside `ids`; NaN where it has none yet. */
export interface Scene {
    readonly ids: readonly string[];
    readonly starts: readonly string[];
    readonly folded: Readonly<Record<string, readonly string[]>>;
    readonly pinned: readonly string[];
    readonly places: Float32Array;
    readonly layout: LayoutName;
}

export const EMPTY: Scene = {
    ids: [],
    starts: [],
    folded: {},
    pinned: [],
    places: new Float32Array(),
    layout: 'force',
};

const KEPT = 100;

/** The steps so far, and which one is shown. Never changed; each act gives another one. */
export class History {
    private constructor(
        private readonly steps: readonly Scene[],
        private readonly at: number,
    ) {}

    static of(scene: Scene): History {
        return new History([scene], 0);
    }

    get scene(): Scene {
        return this.steps[this.at] ?? EMPTY;
    }

    get canUndo(): boolean {
        return this.at > 0;
    }

    get canRedo(): boolean {
        return this.at < this.steps.length - 1;
    }

    /** After this one; what was undone before is forgotten, and so is the oldest of too many. */
    then(scene: Scene): History {
        const steps = [...this.steps.slice(0, this.at + 1), scene].slice(-KEPT);
        return new History(steps, steps.length - 1);
    }

    /** The state that is shown with other places: a layout that went on is no step of its own. */
    settled(places: Float32Array): History {
        return new History(
            this.steps.map((scene, at) => (at === this.at ? { ...scene, places } : scene)),
            this.at,
        );
    }

    undo(): History {
        return this.canUndo ? new History(this.steps, this.at - 1) : this;
    }

    redo(): History {
        return this.canRedo ? new History(this.steps, this.at + 1) : this;
    }
}

/** The parties that are seen: without those that are folded. */
export function visible(scene: Scene): string[] {
    const folded = new Set(Object.values(scene.folded).flat());
    return folded.size === 0 ? [...scene.ids] : scene.ids.filter((id) => !folded.has(id));
}

/** The scene without some parties. What was folded into one of them goes with it. */
export function without(scene: Scene, gone: ReadonlySet<string>): Scene {
    const all = new Set(gone);
    for (const id of gone) for (const folded of scene.folded[id] ?? []) all.add(folded);
    const kept = scene.ids.map((id, at) => [id, at] as const).filter(([id]) => !all.has(id));
    return {
        ...scene,
        ids: kept.map(([id]) => id),
        starts: scene.starts.filter((id) => !all.has(id)),
        pinned: scene.pinned.filter((id) => !all.has(id)),
        folded: Object.fromEntries(
            Object.entries(scene.folded)
                .filter(([id]) => !all.has(id))
                .map(([id, folded]) => [id, folded.filter((one) => !all.has(one))]),
        ),
        places: Float32Array.from(
            kept.flatMap(([, at]) => [scene.places[2 * at] ?? NaN, scene.places[2 * at + 1] ?? NaN]),
        ),
    };
}

/** The scene with further parties, which have no place yet. Those that were folded away come out. */
export function joined(scene: Scene, ids: readonly string[]): Scene {
    const standing = new Set(scene.ids);
    const asked = new Set(ids);
    const fresh = [...asked].filter((id) => !standing.has(id));
    const places = new Float32Array(2 * (scene.ids.length + fresh.length)).fill(NaN);
    places.set(scene.places.subarray(0, 2 * scene.ids.length));
    return {
        ...scene,
        ids: [...scene.ids, ...fresh],
        folded: Object.fromEntries(
            Object.entries(scene.folded)
                .map(([id, folded]) => [id, folded.filter((one) => !asked.has(one))] as const)
                .filter(([, folded]) => folded.length > 0),
        ),
        places,
    };
}
