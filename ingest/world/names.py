"""Chinese names of firms and people, composed for whole columns at once. Any likeness to a real one is chance."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ingest.world.grouping import rank_within
from ingest.world.places import CITIES

Ints = npt.NDArray[np.int64]

_FIRST = tuple(dict.fromkeys(
    "恒瑞盛鑫丰华泰隆嘉博宏远天正安永兴达德源信诚万利亿通顺和昌金银铭润益广茂富裕康宁春晖凯旋"
    "星辰海川江河湖云峰岭松柏竹兰桂梅荷雅锦绣玉翠碧蓝青朗明亮光耀景祥吉福禄寿喜乐同创新立卓越超群飞腾龙凤麒麟鹏鸿雁"
))  # fmt: skip
_SECOND = tuple(dict.fromkeys(
    "泰丰源盛达隆通华兴旺发祥瑞和信诚德昌荣茂升腾远博宇辰阳晖明辉亮洋涛波海川江河山岳峰岩林森木禾田园沃野原城邦国民众"
    "联合力业基石铭铸鼎钧衡准度航舟帆翔翼羽翎驰骏逸捷迅润泽沐霖清澜漪澈"
))  # fmt: skip
_THIRD = tuple("东方中和一大新佳优良友爱美思哲学艺文")
_PAIRS = len(_FIRST) * len(_SECOND)

INDUSTRIES: tuple[tuple[str, str, float], ...] = (
    ("通用设备制造业", "机械", 9), ("纺织业", "纺织", 9), ("批发业", "贸易", 14), ("零售业", "商贸", 8),
    ("房屋建筑业", "建设", 7), ("电气机械和器材制造业", "电气", 6), ("化学原料和化学制品制造业", "化工", 5),
    ("金属制品业", "五金", 6), ("橡胶和塑料制品业", "塑业", 5), ("道路运输业", "物流", 5),
    ("软件和信息技术服务业", "信息技术", 6), ("农业", "农业", 3), ("食品制造业", "食品", 4), ("房地产业", "置业", 3),
    ("商务服务业", "实业", 5), ("汽车制造业", "汽车部件", 4), ("医药制造业", "医药", 2), ("住宿业", "酒店管理", 2),
    ("家具制造业", "家居", 3), ("造纸和纸制品业", "纸业", 2),
)  # fmt: skip
INDUSTRY_SHARE = np.array([weight for *_, weight in INDUSTRIES]) / sum(weight for *_, weight in INDUSTRIES)

SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石"
)
_SURNAME_SHARE = 1 / (np.arange(len(SURNAMES)) + 6.0)
_SURNAME_SHARE /= _SURNAME_SHARE.sum()
_GIVEN = tuple(dict.fromkeys(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉建国志红海燕春兰晓东云飞雪梅林峰波斌辉宁浩鹏宇轩梓涵"
    "欣怡佳琪思远博雅子墨晨曦俊凯家豪雨婷嘉慧美玲淑珍庆祥永康立新德才学良克勤卫民振兴"
))  # fmt: skip


def joined(*parts: pa.Array | str) -> pa.Array:
    """Columns and fixed words written one after the other."""
    return pc.binary_join_element_wise(*parts, "")


def pick(words: tuple[str | None, ...], index: Ints) -> pa.Array:
    """The words at these positions."""
    return pa.array(words, pa.string()).take(pa.array(np.asarray(index, np.int32)))


def fanciful(serial: Ints) -> pa.Array:
    """A fanciful word of two characters for each serial number (three when all pairs are spent): no two alike."""
    spread = serial % _PAIRS * 7919 % _PAIRS  # 7919 is a prime that shares no divisor with the number of pairs
    pair = joined(pick(_FIRST, spread // len(_SECOND)), pick(_SECOND, spread % len(_SECOND)))
    return joined(pair, pick(("", *_THIRD), serial // _PAIRS))


def firm_names(city: Ints, industry: Ints, form: pa.Array, offset: int) -> pa.Array:
    """City, fanciful word, trade and legal form: 杭州恒泰机械有限公司; no two of one city and trade share the word."""
    serial = rank_within(city * len(INDUSTRIES) + industry) + offset % 97 + industry * 31 + city * 17
    trade = pick(tuple(word for _, word, _ in INDUSTRIES), industry)
    return joined(pick(tuple(c.short for c in CITIES), city), fanciful(serial), trade, form)


def person_names(count: int, rng: np.random.Generator) -> pa.Array:
    """Surname and given name of one character (15 %) or two."""
    surname = pick(SURNAMES, rng.choice(len(SURNAMES), count, p=_SURNAME_SHARE))
    second = rng.integers(0, len(_GIVEN), count) + 1
    second[rng.random(count) < 0.15] = 0
    return joined(surname, pick(_GIVEN, rng.integers(0, len(_GIVEN), count)), pick(("", *_GIVEN), second))
