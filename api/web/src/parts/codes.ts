/** The schema's choices in words; a code that is not among ours stands as the server has it. */

import { say, type Text } from '../text/language.svelte';

const text = (zh: string, en: string): Text => ({ zh, en });

export const CODES = {
    status: {
        active: text('存续', 'active'),
        suspended: text('停业', 'suspended'),
        revoked: text('吊销', 'revoked'),
        deregistered: text('注销', 'deregistered'),
        bankrupt: text('破产', 'in bankruptcy'),
    },
    size: {
        large: text('大型', 'large'),
        medium: text('中型', 'medium'),
        small: text('小型', 'small'),
        micro: text('微型', 'micro'),
    },
    classification: {
        normal: text('正常', 'normal'),
        special_mention: text('关注', 'special mention'),
        substandard: text('次级', 'substandard'),
        doubtful: text('可疑', 'doubtful'),
        loss: text('损失', 'loss'),
    },
    loan: {
        loan: text('贷款', 'loan'),
        acceptance: text('承兑汇票', 'acceptance'),
        bond: text('债券', 'bond'),
        letter_of_guarantee: text('保函', 'letter of guarantee'),
        lease: text('融资租赁', 'lease'),
    },
    guarantee: {
        general: text('一般保证', 'general guarantee'),
        joint_and_several: text('连带责任保证', 'joint and several guarantee'),
        mortgage: text('抵押', 'mortgage'),
        pledge: text('质押', 'pledge'),
    },
    inCase: {
        plaintiff: text('原告', 'plaintiff'),
        defendant: text('被告', 'defendant'),
        third_party: text('第三人', 'third party'),
        enforcement_applicant: text('申请执行人', 'enforcement applicant'),
        enforcement_debtor: text('被执行人', 'enforcement debtor'),
    },
    list: {
        dishonest_debtor: text('失信被执行人', 'dishonest debtor'),
        restricted_spending: text('限制高消费', 'restricted spending'),
        abnormal_operation: text('经营异常名录', 'abnormal operation'),
        serious_violation: text('严重违法失信', 'serious violation'),
        tax_arrears: text('欠税公告', 'tax arrears'),
    },
    event: {
        overdue: text('逾期', 'overdue'),
        default: text('违约', 'default'),
        call: text('代偿', 'guarantee called'),
        recovery: text('追偿回收', 'recovery'),
        bankruptcy: text('破产受理', 'bankruptcy'),
        downgrade: text('评级下调', 'downgrade'),
        restructuring: text('重组', 'restructuring'),
    },
    post: {
        legal_representative: text('法定代表人', 'legal representative'),
        chairman: text('董事长', 'chairman'),
        director: text('董事', 'director'),
        supervisor: text('监事', 'supervisor'),
        general_manager: text('总经理', 'general manager'),
        finance_officer: text('财务负责人', 'chief financial officer'),
        actual_controller: text('实际控制人', 'declared actual controller'),
    },
    role: {
        borrower: text('作为借款人', 'as borrower'),
        guarantor: text('作为担保人', 'as guarantor'),
        lender: text('作为出借人', 'as lender'),
    },
    state: {
        new: text('新发现', 'new'),
        seen: text('已阅', 'seen'),
        confirmed: text('已确认', 'confirmed'),
        case: text('已立案', 'case opened'),
        closing: text('待关闭', 'closing'),
        dismissed: text('已驳回', 'dismissed'),
        closed: text('已关闭', 'closed'),
    },
    covered: {
        same_family: text('同类中已有更重的预警', 'a graver one of the same family counts'),
        same_facts: text('基于同一事实', 'rests on the same facts'),
        slighter: text('轻于其他预警', 'slighter than others'),
        too_few: text('同级预警不足', 'too few of its level'),
    },
    ground: {
        ownership: text('持股', 'ownership'),
        control: text('控制', 'control'),
        control_of_holder: text('控制持股企业', 'control of holders'),
        ownership_of_controller: text('持有控制人的股份', 'ownership of who controls'),
        senior_manager: text('负责日常经营管理', 'senior manager'),
        state_owned: text('国有控股企业代表', 'represents a state-owned enterprise'),
    },
    tie: {
        head: text('组首', 'head'),
        controls: text('控制', 'controls'),
        controlled: text('被控制', 'controlled'),
        depends: text('经济依存', 'depends'),
    },
} satisfies Record<string, Record<string, Text>>;

/** A code in words. Null where there is none. */
export function worded(kind: keyof typeof CODES, code: string | null | undefined): string | null {
    if (!code) return null;
    const words: Record<string, Text> = CODES[kind];
    const known = Object.hasOwn(words, code) ? words[code] : undefined;
    return known ? say(known) : code;
}
