/** A branch in words: for its box, its line of the outline, its row of the table. */

import { kindName, nameOf } from '../../parts/parties';
import type { Column } from '../../parts/table';
import { percent } from '../../text/figures';
import { reader, say } from '../../text/language.svelte';
import type { Branch } from './tree';
import { WORDS } from './words';

/** What stands beside the percentages: control, and where else the party stands. */
export function notesOf(branch: Branch): readonly string[] {
    const { row, side } = branch;
    const found: string[] = [];
    if (row.root_control) found.push(say(side === 'up' ? WORDS.controlsRoot : WORDS.controlledByRoot));
    else if (row.controls) found.push(say(WORDS.controls));
    if (row.undetermined) found.push(say(WORDS.undetermined));
    if (row.mark !== null) found.push(say(row.mark === 'cycle' ? WORDS.cycle : WORDS.repeated));
    if (branch.below.length === 0 && branch.unseen > 0) found.push(say(WORDS.beyond, { count: branch.unseen }));
    return found;
}

/** A share along a path, which may be very small without being nothing. */
export function ratioText(ratio: number | null): string {
    const least = 0.0001;
    if (ratio !== null && ratio > 0 && ratio < least / 2) return `<${percent(least, reader.language)}`;
    return percent(ratio, reader.language);
}

/** The percentage on a line: the share, and the votes where they differ. */
export function stakeLabel(branch: Branch): string {
    const { share_ratio, vote_ratio } = branch.row;
    if (vote_ratio === null || vote_ratio === share_ratio) return ratioText(share_ratio);
    return `${ratioText(share_ratio)} (${say(WORDS.votes)} ${ratioText(vote_ratio)})`;
}

/** The whole answer as a table, unfolded or not. */
export const COLUMNS: readonly Column<Branch>[] = [
    { id: 'side', title: WORDS.side, value: (one) => say(one.side === 'up' ? WORDS.owners : WORDS.holdings) },
    { id: 'level', title: WORDS.level, value: (one) => one.row.depth, numeric: true },
    { id: 'party', title: WORDS.party, value: (one) => nameOf(one.row) },
    { id: 'kind', title: WORDS.kind, value: (one) => kindName(one.row.kind) },
    { id: 'above', title: WORDS.above, value: (one) => (one.parent ? nameOf(one.parent.row) : null) },
    ratioColumn('share', (one) => one.row.share_ratio),
    ratioColumn('votes', (one) => one.row.vote_ratio),
    ratioColumn('path', (one) => one.row.path_ratio),
    { id: 'note', title: WORDS.note, value: (one) => notesOf(one).join('; ') || null },
    { id: 'identity', title: WORDS.identity, value: (one) => one.row.party_id },
];

function ratioColumn(id: 'share' | 'votes' | 'path', value: (one: Branch) => number | null): Column<Branch> {
    return {
        id,
        title: WORDS[id],
        value,
        shown: (one) => ratioText(value(one)),
        numeric: true,
    };
}
