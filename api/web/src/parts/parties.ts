/** Parties in words: by name, by kind, alone or in concert. */

import { say, type Text } from '../text/language.svelte';

export interface Named {
    readonly party_id: string;
    readonly name: string | null;
}

/** The kinds of the schema, and natural persons. */
const KINDS: Record<string, Text> = {
    company: { zh: '公司', en: 'company' },
    sole_proprietor: { zh: '个体工商户', en: 'sole proprietor' },
    partnership: { zh: '合伙企业', en: 'partnership' },
    bank: { zh: '银行', en: 'bank' },
    insurer: { zh: '保险公司', en: 'insurer' },
    guarantee_firm: { zh: '融资担保公司', en: 'guarantee firm' },
    re_guarantee_firm: { zh: '再担保公司', en: 're-guarantee firm' },
    small_loan: { zh: '小额贷款公司', en: 'small-loan company' },
    leasing: { zh: '租赁公司', en: 'leasing company' },
    fund: { zh: '基金', en: 'fund' },
    government: { zh: '政府机构', en: 'government body' },
    person: { zh: '自然人', en: 'natural person' },
};
const NO_KIND: Text = { zh: '类型未知', en: 'kind not known' };
const LIST: Text = { zh: '、', en: ', ' };

/** The name, or the identity of whom no name is known. */
export function nameOf(party: Named): string {
    return party.name || party.party_id;
}

/** The kind in words; one that is not among ours stands as the server has it. */
export function kindName(kind: string | null | undefined): string {
    if (!kind) return say(NO_KIND);
    const known = KINDS[kind];
    return known ? say(known) : kind;
}

/** Several in a row. */
export function namesOf(parties: readonly Named[]): string {
    return parties.map(nameOf).join(say(LIST));
}
