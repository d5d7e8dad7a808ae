/** Who controls an enterprise, in a sentence. */

import type { components } from '../server/schema';
import { percent } from '../text/figures';
import { reader, say, type Text } from '../text/language.svelte';
import { namesOf } from './parties';

type Answer = components['schemas']['ControlAnswer'];

const STATUS: Record<string, Text> = {
    controlled: {
        zh: '{who}控制，共 {ratio} 的{unit}，其中自身 {own}：{basis}。',
        en: 'Controlled by {who} with {ratio} of the {unit}, {own} of its own: {basis}.',
    },
    nobody: { zh: '按{unit}没有人单独控制。', en: 'By {unit}, nobody controls it.' },
    undetermined: {
        zh: '未披露的{unit}足以改变结论，不作判断。',
        en: 'Undisclosed {unit} could decide, so nothing is said about control.',
    },
    no_owner_known: { zh: '没有已知股东，不作判断。', en: 'No owner is known, so nothing is said about control.' },
};
const UNIT: Record<string, Text> = {
    votes: { zh: '表决权', en: 'votes' },
    shares: { zh: '股份', en: 'shares' },
};
const BASIS: Record<string, Text> = {
    majority: { zh: '自身即达到标准', en: 'enough by itself' },
    through: { zh: '连同其控制的企业', en: 'together with enterprises that it controls' },
    agreement: { zh: '一致行动', en: 'acting in concert' },
    position: { zh: '登记的实际控制人', en: 'registered as the actual controller' },
    none: { zh: '未达到标准', en: 'not enough' },
};
const SEVERAL: Text = {
    zh: '有 {count} 方各自达到控制标准，没有位于最上的一方。',
    en: '{count} parties control it, none of them above all others.',
};

/** What the regime counts. */
export function unitName(counted: string): string {
    const known = UNIT[counted];
    return known ? say(known) : counted;
}

/** On what control rests. */
export function basisName(basis: string): string {
    const known = BASIS[basis];
    return known ? say(known) : basis;
}

/** The answer as one sentence. */
export function controlled(answer: Answer): string {
    const unit = unitName(answer.counted);
    const known = STATUS[answer.status];
    if (answer.status !== 'controlled') return known ? say(known, { unit }) : answer.status;
    const top = answer.controllers.find((one) => one.ultimate);
    if (!top) return say(SEVERAL, { count: answer.controllers.length });
    return say(STATUS['controlled'] as Text, {
        who: namesOf(top.holder.parties),
        ratio: percent(top.votes_ratio, reader.language),
        own: percent(top.own_votes_ratio, reader.language),
        unit,
        basis: basisName(top.basis),
    });
}
