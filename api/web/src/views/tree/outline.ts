/** The tree in lines, as the arrow keys walk through it. */

import type { Shown } from './tree';

/** A line of the outline: a branch, or that there are more than it shows. */
export interface Line {
    readonly key: string;
    readonly shown: Shown;
    /** Above 0: so many more of the branch are known than are shown. */
    readonly rest: number;
    readonly level: number;
    readonly place: number;
    readonly of: number;
}

/** What is below the root, in the order in which it is read. */
export function outlined(root: Shown): readonly Line[] {
    const found: Line[] = [];
    const walk = (above: Shown, level: number): void => {
        const rest = above.open ? above.hidden + above.branch.unseen : 0;
        const of = above.below.length + Number(rest > 0);
        for (const [at, one] of above.below.entries()) {
            found.push({ key: one.branch.key, shown: one, rest: 0, level, place: at + 1, of });
            walk(one, level + 1);
        }
        if (rest > 0) found.push({ key: `${above.branch.key}-rest`, shown: above, rest, level, place: of, of });
    };
    walk(root, 1);
    return found;
}
