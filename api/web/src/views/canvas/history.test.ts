import { describe, expect, it } from 'vitest';

import { EMPTY, History, joined, type Scene, visible, without } from './history';

const SCENE: Scene = {
    ...EMPTY,
    ids: ['a', 'b', 'c'],
    starts: ['a'],
    folded: { b: ['c'] },
    pinned: ['b'],
    places: Float32Array.of(0, 0, 1, 1, 2, 2),
};

describe('steps', () => {
    it('are undone and done again; a new one forgets what was undone', () => {
        const two = History.of(SCENE).then(without(SCENE, new Set(['a'])));
        expect(two.scene.ids).toEqual(['b', 'c']);
        expect(two.undo().scene.ids).toEqual(['a', 'b', 'c']);
        expect(two.undo().redo().scene).toBe(two.scene);
        expect(two.undo().then(EMPTY).canRedo).toBe(false);
    });

    it('keep their places where a layout goes on', () => {
        const settled = History.of(SCENE)
            .then(EMPTY)
            .undo()
            .settled(Float32Array.of(9, 9, 9, 9, 9, 9));
        expect(settled.scene.places[0]).toBe(9);
        expect(settled.canRedo).toBe(true);
        expect(settled.canUndo).toBe(false);
    });

    it('end at the ends, and forget the oldest of too many', () => {
        const one = History.of(SCENE);
        expect(one.undo()).toBe(one);
        expect(one.redo()).toBe(one);
        let many = one;
        for (let step = 0; step < 200; step++) many = many.then({ ...EMPTY, ids: [String(step)] });
        let back = 0;
        for (; many.canUndo; back++) many = many.undo();
        expect(back).toBe(99);
    });
});

describe('a scene', () => {
    it('does not show what is folded', () => {
        expect(visible(SCENE)).toEqual(['a', 'b']);
    });

    it('loses with a party what was folded into it, and its place and pin', () => {
        const left = without(SCENE, new Set(['b']));
        expect(left).toMatchObject({ ids: ['a'], pinned: [], folded: {}, starts: ['a'] });
        expect([...left.places]).toEqual([0, 0]);
    });

    it('takes in parties once; who was folded away comes out', () => {
        const more = joined(SCENE, ['c', 'd', 'd']);
        expect(more.ids).toEqual(['a', 'b', 'c', 'd']);
        expect(visible(more)).toEqual(['a', 'b', 'c', 'd']);
        expect([...more.places.slice(4)]).toEqual([2, 2, NaN, NaN]);
    });
});
