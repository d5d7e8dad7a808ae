"""What relations, causes, courts and results of the data set are called in both languages."""

from typing import Final

from gnn.features.views import KIND_TITLES, Titles, Words

REVERSES: Final = {
    "invested_by": "invests_in",
    "invested_by_person": "person_invests_in",
    "branch_of": "has_branch",
    "executive_is": "executive_of",
    "stakeholder_is": "stakeholder_of",
    "supervised_by": "supervises",
}
"""A relation that tells what another tells from its other end; so does one that ends in `_rev`."""

INVESTMENTS: Final = ("invests_in", "person_invests_in")
"""Their weight is an amount in 万元; with the other known relations it is 1 throughout and says nothing."""

RELATIONS: Final = {
    "invests_in": ("企业投资", "investment by an enterprise"),
    "person_invests_in": ("自然人投资", "investment by a person"),
    "has_branch": ("分支机构", "branch"),
    "executive_of": ("高管任职", "executive"),
    "stakeholder_of": ("利益相关人", "stakeholder"),
    "supervises": ("监事任职", "supervisor"),
    "deal": ("交易", "deal"),
    "loan": ("借贷", "loan"),
    "rent": ("租赁", "lease"),
    "creditor": ("债权", "claim"),
}

WORDS: Final = Words(
    relations=RELATIONS,
    attributes={
        "amount": ("出资额(万元)", "amount (10,000 yuan)"),
        "share_ratio": ("占注册资本比例", "share of registered capital"),
        "weight": ("权重", "weight"),
    },
    kinds={
        **KIND_TITLES, "industry": ("行业", "industry"), "area": ("地区", "area"), "qualify": ("资质", "qualification")
    },
)  # fmt: skip

CAUSES: Titles = {
    "claim_transfer": ("债权转让", "transfer of claims"),
    "corporate": ("公司纠纷", "company law"),
    "ip": ("知识产权", "intellectual property"),
    "labour": ("劳动争议", "labour"),
    "lease": ("租赁合同", "lease"),
    "loan": ("借款合同", "loan"),
    "maritime_property_family": ("海事、物权与家事", "maritime, property and family"),
    "other_contract": ("其他合同", "other contracts"),
    "sale": ("买卖合同", "sale"),
    "tort": ("侵权", "tort"),
    "works": ("建设工程", "construction works"),
}

COURT_LEVELS: Titles = {
    "grassroots": ("基层法院", "grassroots court"),
    "intermediate": ("中级法院", "intermediate court"),
    "higher": ("高级法院", "higher court"),
    "supreme": ("最高法院", "supreme court"),
}

RESULTS: Titles = {
    "defendant_lost": ("被告败诉", "lost as defendant"),
    "defendant_won": ("被告胜诉", "won as defendant"),
    "plaintiff_lost": ("原告败诉", "lost as plaintiff"),
    "plaintiff_won": ("原告胜诉", "won as plaintiff"),
}
