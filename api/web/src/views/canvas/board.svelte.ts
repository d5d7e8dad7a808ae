/** The canvas as the reader works on it: questions to the server, steps, places, the selection. */

import { NOT_UNDERSTOOD, Problem } from '../../server/problem';
import { server, told } from '../../server/ask';
import { dates } from '../../shell/location.svelte';
import type { Text } from '../../text/language.svelte';
import type { Shared } from './address';
import type { Drawn } from './drawn';
import { type Film, frame } from './film';
import { dependents } from './fold';
import { EMPTY, History, joined, type Scene, visible, without } from './history';
import { circular } from './layout/circular';
import { force } from './layout/force';
import { layered } from './layout/layered';
import { matrices } from './layout/matrix';
import type { LayoutName } from './layout/names';
import { packed, type Place, placed, unpacked } from './layout/places';
import { drawnBy, type Mode, PLAIN } from './mode';
import { type Direction, type Found, Known, MOST_PARTIES, NOTHING, type Shown } from './model';
import { WORDS } from './words';

/** What the reader is told after an act, with what stands in for the names in it. */
export interface News {
    readonly text: Text;
    readonly values: Record<string, string | number>;
}

const AT_FIRST = 60;

export class Board {
    history = $state.raw(History.of(EMPTY));
    places = $state.raw<ReadonlyMap<string, Place>>(new Map());
    mode = $state.raw<Mode>(PLAIN);
    selection = $state<string | null>(null);
    news = $state.raw<News | null>(null);
    problem = $state.raw<Problem | null>(null);
    asking = $state(false);
    arranging = $state(false);
    /** Raised where the whole picture should come into view. */
    fits = $state(0);
    /** Identities of the last question that nobody has. */
    unknown = $state.raw<readonly string[]>([]);
    notes = $state.raw<readonly Text[]>([]);

    #known = new Known();
    #answers = $state(0);
    #question: AbortController | null = null;
    #last: (() => void) | null = null;
    #stop: (() => void) | null = null;

    #seen: readonly string[] = [];

    readonly scene = $derived(this.history.scene);
    // The same list as long as the same are seen: places and pins change the scene, not what is drawn.
    readonly ids: readonly string[] = $derived.by(() => {
        const ids = visible(this.scene);
        const same = ids.length === this.#seen.length && ids.every((id, at) => id === this.#seen[at]);
        return same ? this.#seen : (this.#seen = ids);
    });
    readonly shown: Shown = $derived.by(() => {
        void this.#answers;
        return this.ids.length === 0 ? NOTHING : this.#known.among(this.ids);
    });
    readonly drawn: Drawn = $derived.by(() => drawnBy(this.mode, this.shown, this.#known));

    /** Who matters around some parties, as a new picture. */
    begin(parties: readonly string[]): void {
        const query = { parties: parties.join(','), nodes: AT_FIRST, ...dates() };
        this.#ask(
            (signal) => told(server.GET('/v1/canvas/relevant', { params: { query }, signal })),
            (found) => {
                this.#known = new Known();
                const ids = found.nodes.party_id;
                this.#take(found, {
                    ...joined({ ...EMPTY, layout: this.scene.layout }, ids),
                    starts: ids.slice(0, found.starts.length),
                });
                this.selection = ids[0] ?? null;
                this.#tell(found.hidden > 0 ? WORDS.begunPart : WORDS.begun, {
                    count: ids.length,
                    hidden: found.hidden,
                });
            },
        );
    }

    /** The picture of a shared address. */
    open(shared: Shared): void {
        const scene = joined({ ...EMPTY, layout: shared.layout }, shared.ids);
        const pins = new Map(shared.pins.map(([id, x, y]) => [id, { x, y }]));
        this.#shown(shared.ids, (found) => {
            this.#known = new Known();
            this.places = pins;
            this.#take(found, { ...scene, starts: shared.starts, pinned: [...pins.keys()] });
            this.selection = shared.selection;
        });
    }

    /** A guarantee circle, all its members. */
    circle(id: string): void {
        const params = { path: { circle_id: id }, query: dates() };
        this.#ask(
            (signal) => told(server.GET('/v1/circles/{circle_id}', { params, signal })),
            (found) => {
                // As GraphML it would be a text.
                if (typeof found !== 'string') this.add(found.answer.circle.members.map((member) => member.party_id));
            },
        );
    }

    /** Further parties beside those that stand there. */
    add(ids: readonly string[], news: News | null = null): void {
        const scene = joined(this.scene, ids);
        if (!this.#room(scene.ids.length)) return;
        const before = this.scene.ids.length;
        const begun = before === 0 ? { ...scene, starts: scene.ids } : scene;
        this.#shown(scene.ids, (found) => {
            this.#take(found, begun);
            this.news = news ?? { text: WORDS.addedAll, values: { count: scene.ids.length - before } };
            this.selection = ids[0] ?? this.selection;
        });
    }

    /** The next of a party's others by a kind of tie, the largest first. */
    expand(party: string, kind: string, direction: Direction | 'both', most: number): void {
        const scene = this.scene;
        if (!this.#room(scene.ids.length + 1)) return;
        const body = { party, kind, direction, most, party_ids: [...scene.ids] };
        this.#ask(
            (signal) => told(server.POST('/v1/canvas/expand', { params: { query: dates() }, body, signal })),
            (found) => {
                this.#take(found, joined(scene, found.nodes.party_id));
                this.#tell(found.left > 0 ? WORDS.added : WORDS.addedAll, {
                    count: found.added.length,
                    left: found.left,
                });
            },
        );
    }

    /** The shortest paths from one party to another, beside what stands there. */
    path(from: string, to: string): void {
        const query = { from, to, ...dates() };
        this.#ask(
            (signal) => told(server.GET('/v1/canvas/path', { params: { query }, signal })),
            (found) => {
                if (found.paths.length === 0) this.#tell(WORDS.noPath, {});
                else {
                    const values = { count: found.path_count, length: found.length ?? 0 };
                    this.add(found.nodes.party_id, { text: WORDS.pathFound, values });
                }
            },
        );
    }

    /** The same parties on the day that the address says now. */
    renew(): void {
        const scene = this.scene;
        if (scene.ids.length === 0) return;
        this.#shown(scene.ids, (found) => {
            this.#known = new Known();
            this.#known.add(found);
            this.#note(found);
            this.#answers += 1;
        });
    }

    again(): void {
        this.#last?.();
    }

    /** As if nothing had been asked. */
    clear(): void {
        this.close();
        [this.#known, this.history, this.places] = [new Known(), History.of(EMPTY), new Map()];
        [this.mode, this.selection, this.news, this.problem, this.asking] = [PLAIN, null, null, null, false];
        [this.unknown, this.notes] = [[], []];
        this.#answers += 1;
    }

    fold(party: string): void {
        const kept = new Set([...this.scene.starts, ...this.scene.pinned]);
        const gone = dependents(this.shown.ties, party, kept);
        if (gone.length === 0) this.#tell(WORDS.nothingToFold, {});
        else {
            const before = this.scene.folded[party] ?? [];
            this.#step({ ...this.scene, folded: { ...this.scene.folded, [party]: [...before, ...gone] } });
            this.#tell(WORDS.folded, { count: gone.length });
        }
    }

    unfold(party: string): void {
        const folded = Object.fromEntries(Object.entries(this.scene.folded).filter(([id]) => id !== party));
        this.#step({ ...this.scene, folded });
    }

    remove(party: string): void {
        this.#step(without(this.scene, new Set([party])));
        if (this.selection === party) this.selection = null;
        this.#tell(WORDS.removed, {});
    }

    pin(party: string, pinned: boolean): void {
        const others = this.scene.pinned.filter((id) => id !== party);
        const places = packed(this.scene.ids, this.places);
        this.#step({ ...this.scene, pinned: pinned ? [...others, party] : others, places }, { arrange: false });
    }

    /** While a party is dragged; `pin` at the end keeps it there. */
    move(party: string, place: Place): void {
        this.places = new Map(this.places).set(party, place);
    }

    layOut(layout: LayoutName): void {
        this.#arrange({ ...this.scene, layout }, new Set(this.scene.pinned), true);
        this.fits += 1;
    }

    undo(): void {
        this.#go(this.history.undo());
    }

    redo(): void {
        this.#go(this.history.redo());
    }

    show(mode: Mode): void {
        const before = this.mode;
        this.mode = mode;
        // A film has parties of its own: they get their places once.
        if (mode.is === 'film' && (before.is !== 'film' || before.film !== mode.film)) this.#arrangeFilm(mode.film);
        if (before.is === 'film' && mode.is !== 'film') this.fits += 1;
    }

    plain(): void {
        if (this.mode.is !== 'plain') this.show(PLAIN);
    }

    /** What an address holds of the canvas. */
    shared(): Shared {
        const { ids, starts, layout, pinned } = this.scene;
        const pins = pinned.flatMap((id) => {
            const place = this.places.get(id);
            return place ? [[id, place.x, place.y] as const] : [];
        });
        return { ids, starts, layout, selection: this.selection, pins };
    }

    /** Ends what is under way. */
    close(): void {
        this.#question?.abort();
        this.#stop?.();
    }

    #shown(ids: readonly string[], then: (found: Found) => void): void {
        const body = { party_ids: [...ids] };
        this.#ask(
            (signal) => told(server.POST('/v1/canvas/shown', { params: { query: dates() }, body, signal })),
            then,
        );
    }

    #ask<T>(question: (signal: AbortSignal) => Promise<T>, then: (answer: T) => void): void {
        this.#question?.abort();
        const ended = (this.#question = new AbortController());
        this.#last = () => this.#ask(question, then);
        this.asking = true;
        this.problem = null;
        question(ended.signal).then(
            (answer) => {
                if (ended.signal.aborted) return;
                this.asking = false;
                then(answer);
            },
            (failure: unknown) => {
                if (ended.signal.aborted) return;
                this.asking = false;
                this.problem = failure instanceof Problem ? failure : NOT_UNDERSTOOD;
            },
        );
    }

    #take(found: Found, scene: Scene): void {
        this.#known.add(found);
        this.#answers += 1;
        this.#note(found);
        const gone = new Set(found.unknown);
        this.#step(gone.size > 0 ? without(scene, gone) : scene);
    }

    #note(found: Found): void {
        this.unknown = found.unknown;
        this.notes = found.notes;
    }

    #step(scene: Scene, { arrange = true } = {}): void {
        this.plain();
        const first = this.scene.ids.length === 0;
        this.history = first ? History.of(scene) : this.history.then(scene);
        if (!arrange) return;
        // What stands somewhere already stays there when others come.
        const standing = new Set(visible(scene).filter((id) => this.places.has(id)));
        this.#arrange(scene, first || scene.layout !== 'force' ? new Set(scene.pinned) : standing, false);
        if (first) this.fits += 1;
    }

    #go(history: History): void {
        if (history === this.history) return;
        this.#stop?.();
        this.plain();
        this.history = history;
        this.places = new Map([...this.places, ...unpacked(history.scene.ids, history.scene.places)]);
        if (!this.#known.covers(history.scene.ids) && history.scene.ids.length > 0) this.renew();
    }

    /** Gives everybody in the scene a place; `step`: as a step that can be undone. */
    #arrange(scene: Scene, fixed: ReadonlySet<string>, step: boolean): void {
        this.#stop?.();
        const shown = this.#known.among(visible(scene));
        const ids = shown.parties.map((party) => party.id);
        const keep = (settled: boolean): void => {
            const kept = { ...scene, places: packed(scene.ids, this.places) };
            if (step) this.history = this.history.then(kept);
            else if (settled) this.history = this.history.settled(kept.places);
            step = false;
        };
        if (scene.layout === 'force') {
            this.places = new Map([...this.places, ...placed(ids, shown.ties, this.places)]);
            keep(true);
            this.#pull(ids, shown.ties, fixed, () => keep(true));
        } else {
            const found = scene.layout === 'layered' ? layered(ids, shown.ties) : circular(shown.parties);
            for (const id of fixed) found.delete(id);
            this.places = new Map([...this.places, ...placed(ids, shown.ties, this.places), ...found]);
            keep(true);
        }
    }

    #arrangeFilm(film: Film): void {
        this.#stop?.();
        const all = frame(film, Number.POSITIVE_INFINITY, this.#known.parties);
        const ids = all.parties.map((party) => party.id);
        this.places = new Map([...this.places, ...placed(ids, all.ties, this.places)]);
        this.#pull(ids, all.ties, new Set(this.scene.pinned), () => (this.fits += 1));
        this.fits += 1;
    }

    #pull(
        ids: readonly string[],
        ties: readonly { source: string; target: string }[],
        fixed: ReadonlySet<string>,
        done: () => void,
    ): void {
        if (ids.every((id) => fixed.has(id))) return;
        // Who asked for less motion sees where it ends.
        const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
        this.arranging = true;
        const stop = force(
            matrices(ids, ties, this.places, fixed),
            (news) => {
                const held = new Set([...fixed, ...this.scene.pinned]);
                const moved = [...unpacked(ids, news.places)].filter(([id]) => !held.has(id));
                if (!calm || news.done) this.places = new Map([...this.places, ...moved]);
                if (news.done) {
                    this.arranging = false;
                    done();
                }
            },
            () => (this.arranging = false),
        );
        this.#stop = () => {
            stop();
            this.arranging = false;
            this.#stop = null;
        };
    }

    #room(count: number): boolean {
        if (count <= MOST_PARTIES) return true;
        this.#tell(WORDS.full, { most: MOST_PARTIES });
        return false;
    }

    #tell(text: Text, values: Record<string, string | number>): void {
        this.news = { text, values };
    }
}
