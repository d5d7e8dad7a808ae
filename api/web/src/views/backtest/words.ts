import type { Text } from '../../text/language.svelte';

export const WORDS = {
    title: { zh: '规则回测', en: 'Back-test' },
    lead: {
        zh: '在过去各日期、仅凭当时所知重放全部预警规则，再看其后是否违约。',
        en: 'All warning rules replayed at past dates, by what was known then, and held against what came true.',
    },
    start: { zh: '开始回测', en: 'Start a back-test' },
    from: { zh: '起始日', en: 'From' },
    fromSaid: { zh: '空：自有事件记录起', en: 'empty: since events are recorded' },
    step: { zh: '步长', en: 'Step' },
    horizon: { zh: '观察期（天）', en: 'Horizon (days)' },
    starting: { zh: '正在提交…', en: 'Sending…' },
    runs: { zh: '已有的回测', en: 'Back-tests' },
    none: { zh: '还没有回测。用上方表单开始一次。', en: 'There is no back-test yet. Start one with the form above.' },
    asked: { zh: '提交于', en: 'Asked at' },
    by: { zh: '发起人', en: 'By' },
    state: { zh: '状态', en: 'State' },
    period: { zh: '期间', en: 'Period' },
    running: { zh: '正在运行：{what} {done} / {total}', en: 'Running: {what}, {done} of {total}' },
    waiting: { zh: '正在等待空闲的工作线程…', en: 'Waiting for its turn…' },
    cancel: { zh: '取消运行', en: 'Cancel it' },
    cancelling: { zh: '已请求取消，等待其停止。', en: 'It was asked to end, and does so as soon as it can.' },
    cancelled: { zh: '该次回测已取消，没有结果。', en: 'This run was cancelled; it has no result.' },
    failedRun: { zh: '该次回测没有结果', en: 'This run has no result' },
    earlier: { zh: '更早的未列出。', en: 'Older ones are not listed.' },

    dates: { zh: '回测日期数', en: 'Dates' },
    judgedDates: { zh: '其中可判断 {count} 个', en: '{count} can be judged' },
    atRisk: { zh: '平均观察企业数', en: 'Enterprises at risk' },
    defaultRate: { zh: '观察期违约率', en: 'Default rate' },
    workload: { zh: '每周预警数', en: 'Alarms per week' },
    workloadSaid: { zh: '全部规则', en: 'all rules' },
    known: { zh: '结果知悉至', en: 'Outcomes known at' },
    horizonSaid: { zh: '观察期 {days} 天', en: 'horizon {days} days' },
    picture: {
        zh: '各规则的{measure}及 {confidence} 区间',
        en: '{measure} of each rule with its {confidence} interval',
    },
    pictureSaid: {
        zh: '只画有可判断预警的规则；圆点为估计值，横线为区间。',
        en: 'Rules with alarms that can be judged; the dot is the figure, the line its interval.',
    },
    pictureNone: {
        zh: '没有规则有可判断的预警，无法作图。',
        en: 'No rule has an alarm that can be judged, so there is no picture.',
    },
    cut: {
        zh: '仅画出 {shown} 条，共 {total} 条；全部见下表。',
        en: '{shown} of {total} are drawn; all are in the table below.',
    },
    noBetter: { zh: '1 = 与随机无异', en: '1 = no better than chance' },
    baseRate: { zh: '违约率', en: 'default rate' },
    measure: { zh: '指标', en: 'Measure' },
    table: { zh: '逐条规则', en: 'Rule by rule' },
    rule: { zh: '规则', en: 'Rule' },
    family: { zh: '类别', en: 'Family' },
    alarms: { zh: '预警', en: 'Alarms' },
    judged: { zh: '可判断', en: 'Judged' },
    true: { zh: '命中', en: 'Came true' },
    precision: { zh: '命中率', en: 'Precision' },
    recall: { zh: '召回率', en: 'Recall' },
    lift: { zh: '提升度', en: 'Lift' },
    leadTime: { zh: '提前天数', en: 'Lead time (days)' },
    overlap: { zh: '最多重叠', en: 'Most overlap' },
    notForetelling: { zh: '非预测性', en: 'does not foretell' },
    definitions: { zh: '各项含义', en: 'What the figures mean' },
} satisfies Record<string, Text>;

export const STATE_WORDS: Readonly<Record<string, Text>> = {
    queued: { zh: '等待', en: 'waiting' },
    running: { zh: '运行中', en: 'running' },
    done: { zh: '完成', en: 'done' },
    failed: { zh: '失败', en: 'failed' },
    cancelled: { zh: '已取消', en: 'cancelled' },
    lost: { zh: '中断', en: 'lost' },
};

/** The families of rules. */
export const FAMILY_WORDS: Readonly<Record<string, Text>> = {
    related_parties: { zh: '关联方', en: 'related parties' },
    guarantees: { zh: '担保', en: 'guarantees' },
    contagion: { zh: '传染', en: 'contagion' },
    behaviour: { zh: '自身行为', en: 'behaviour' },
    data: { zh: '数据', en: 'data' },
};
