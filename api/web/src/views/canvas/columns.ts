/** The tables of what is on the canvas: everything that is seen there, in columns. */

import type { Column } from '../../parts/table';
import { money, percent } from '../../text/figures';
import { reader, say, type Text } from '../../text/language.svelte';
import type { DrawnParty, DrawnTie, PartyState, TieState } from './drawn';
import type { Names } from './named';
import { WORDS } from './words';

export const PARTY_STATES: Readonly<Record<PartyState, Text>> = {
    falls: WORDS.falls,
    fallen: WORDS.fallen,
    hit: WORDS.hit,
};
export const TIE_STATES: Readonly<Record<TieState, Text>> = {
    came: WORDS.came,
    gone: WORDS.gone,
    lost: WORDS.lostNow,
    before: WORDS.before,
    released: WORDS.released,
    proposed: WORDS.proposed,
    path: WORDS.path,
};

/** `film`: with what each lost. */
export function partyColumns(names: Names, film: boolean): Column<DrawnParty>[] {
    const columns: Column<DrawnParty>[] = [
        { id: 'name', title: WORDS.name, value: (party) => party.name ?? party.id },
        { id: 'kind', title: WORDS.kind, value: (party) => say(names.party(party.kind)) },
        { id: 'level', title: WORDS.level, value: (party) => party.level, numeric: true },
        amount('owed', WORDS.owed, (party) => party.owed),
        amount('given', WORDS.given, (party) => party.given),
        amount('received', WORDS.received, (party) => party.received),
        {
            id: 'lists',
            title: WORDS.lists,
            value: (party) => party.lists.map((list) => say(names.list(list))).join('、') || null,
        },
        { id: 'circle', title: WORDS.circleHull, value: (party) => party.circleId },
        { id: 'group', title: WORDS.group, value: (party) => party.groupId },
        { id: 'id', title: WORDS.identity, value: (party) => party.id },
    ];
    const state: Column<DrawnParty> = {
        id: 'state',
        title: WORDS.state,
        value: (party) => (party.state ? say(PARTY_STATES[party.state]) : null),
    };
    if (film)
        columns.splice(
            3,
            0,
            state,
            amount('lost', WORDS.lost, (party) => party.lost ?? 0),
        );
    return columns;
}

/** `states`: with what a slider, film or plan says of each. */
export function tieColumns(names: Names, nameOf: (id: string) => string, states: boolean): Column<DrawnTie>[] {
    const columns: Column<DrawnTie>[] = [
        { id: 'from', title: WORDS.from, value: (tie) => nameOf(tie.source) },
        { id: 'kind', title: WORDS.kind, value: (tie) => say(names.tie(tie.kind)) },
        { id: 'to', title: WORDS.to, value: (tie) => nameOf(tie.target) },
        amount('amount', WORDS.amount, (tie) => tie.amount),
        {
            id: 'share',
            title: WORDS.shareOf,
            value: (tie) => tie.share,
            shown: (tie) => percent(tie.share, reader.language),
            numeric: true,
        },
        { id: 'words', title: WORDS.words, value: (tie) => wordsOf(tie, names) || null },
        { id: 'facts', title: WORDS.facts, value: (tie) => tie.facts, numeric: true },
        { id: 'numbers', title: WORDS.numbers, value: (tie) => tie.numbers.join('、') || null },
        { id: 'since', title: WORDS.since, value: (tie) => tie.from },
        { id: 'until', title: WORDS.until, value: (tie) => tie.to },
    ];
    const state: Column<DrawnTie> = {
        id: 'state',
        title: WORDS.state,
        value: (tie) => (tie.state ? say(TIE_STATES[tie.state]) : null),
    };
    if (states) columns.splice(3, 0, state);
    return columns;
}

export function wordsOf(tie: DrawnTie, names: Names): string {
    const words = tie.words.map((word) => say(names.word(tie.kind, word)));
    return [...words, ...(tie.controls ? [say(WORDS.controls)] : [])].join('、');
}

function amount<Row>(id: string, title: Text, value: (row: Row) => number | null): Column<Row> {
    return { id, title, value, shown: (row) => money(value(row), reader.language), numeric: true };
}
