"""What the model card says in sentences, whatever the figures: what the model is for, and what it is not."""

from typing import Final

ANSWERS: Final = (
    "The probability that an enterprise defaults for the first time within the horizon after a cut-off, as far as was "
    "known on that day: from its own statements, loans and events, and from its network of owners, guarantees and "
    "people. With it come bounds, reasons, and no answer where nothing is known.",
    "某企业自截止日起在观察期内首次违约的概率，仅依据截止日已知的事实：企业自身的报表、贷款与事件，"
    "以及股权、担保与人员网络。同时给出上下限与理由；一无所知者不作答。",
)

FOR: Final = (
    (
        "Order of attention among a lender's borrowers and guarantors; an estimate before a credit decision, beside "
        "the facts that it names; own probabilities of stress tests.",
        "贷后排查的先后次序；授信决策前的参考估计（须与其所列事实并用）；压力测试的自身违约概率。",
    ),
)

NOT_FOR: Final = (
    (
        "Refusing or granting credit by itself, or ending it: a person decides, who sees the facts behind the score.",
        "不得单凭评分自动批准、拒绝或终止授信：须由人决定，并查看评分背后的事实。",
    ),
    (
        "Natural persons: it is trained on enterprises, and persons are in it only as ties between them.",
        "不得用于自然人：模型只学习企业，自然人仅作为企业间的联系出现。",
    ),
    (
        "Lenders, insurers, guarantee companies, funds and government bodies, which are not in its population.",
        "不得用于金融机构、担保公司、基金和政府机构：均不在其总体内。",
    ),
    (
        "Regulatory capital (IRB) or provisions without the validation that these ask for.",
        "未经相应验证，不得用于监管资本（内部评级法）或拨备计量。",
    ),
    (
        "Another place, or data of another scope, before it is trained and tested there.",
        "在其他地区或口径不同的数据上，未经重新训练与检验不得使用。",
    ),
)

LIMITS: Final = (
    (
        "It has learnt which facts go along with default, not which cause it: changing one need not change the risk.",
        "模型学到的是与违约相伴的事实，而非原因：改变某项事实未必改变风险。",
    ),
    (
        "Nodes are stored as last told: principals, forms of guarantees and founding days corrected since are seen as "
        "corrected.",
        "节点按最近一次登记保存：事后更正的本金、担保方式、成立日期等以更正后为准。",
    ),
    (
        "Defaults not yet reported when a label is read count as none; the reporting lag bounds how many.",
        "读取标签时尚未报告的违约计为未违约；报告滞后期限制其数量。",
    ),
    (
        "Enterprises of one group, and cut-offs a quarter apart, are no independent evidence; intervals draw an "
        "enterprise at all its cut-offs or none, but know nothing of groups.",
        "同一集团的企业、相隔一季的截止日并非独立证据；区间按企业整体抽样，但未考虑集团。",
    ),
    (
        "Small groups have wide intervals or no figures at all: nothing is known of the model there.",
        "样本少的分组区间很宽或没有数字：模型在其中的表现未知。",
    ),
    (
        "Probabilities are for the share of defaults of validation. Where another is expected, give it (`score apply "
        "--prevalence`); one estimated from scores alone takes changed features for it.",
        "概率以验证期违约率为准。预期违约率不同的，请给定（`score apply --prevalence`）；"
        "仅凭评分估计会把特征变化误作违约率变化。",
    ),
)

OF_A_MADE_UP_WORLD: Final = (
    "These figures are of a made-up province, and tell that the method works as described, not how well it does among "
    "real enterprises. For that make the card of your own data: `ringfence score card FILE`.",
    "以上数字来自模拟省份，只说明方法如所述运作，不代表其在真实企业中的表现。"
    "请用自有数据生成：`ringfence score card 文件`。",
)

FAMILIES: Final = {
    "own": "statements, register, peers · 报表、登记与同类比较",
    "loans": "loans of its own · 自身贷款",
    "events": "what has happened to it · 自身事件",
    "ownership": "owners, what it owns, people shared · 股权与人员",
    "guarantees": "guarantees given and received, circles · 担保与担保圈",
    "exposure": "how neighbours fare · 关联方状况",
    "contagion": "what spreads to it, and from it · 风险传染",
}
"""What families of features are about."""

SUPPORT: Final = {
    "too_few": "too few to tell · 样本过少，不作估计",
    "few": "few: read with care · 样本较少，慎用",
    "enough": "enough · 充足",
}
