"""The province: its cities with districts, and how the economy is spread over them."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class City:
    """A prefecture city: full and short name, court abbreviation code, telephone code, weight, districts by code."""

    code: int
    name: str
    telephone: str
    weight: float
    districts: tuple[tuple[int, str], ...]

    @property
    def short(self) -> str:
        """The name as it opens a firm's name: 杭州市 → 杭州."""
        return self.name[:-1]


PROVINCE = "浙江省"
CITIES = (
    City(330100, "杭州市", "0571", 20, ((330102, "上城区"), (330105, "拱墅区"), (330106, "西湖区"), (330108, "滨江区"),
                                     (330109, "萧山区"), (330110, "余杭区"), (330111, "富阳区"))),
    City(330200, "宁波市", "0574", 16, ((330203, "海曙区"), (330205, "江北区"), (330206, "北仑区"), (330212, "鄞州区"),
                                     (330281, "余姚市"), (330282, "慈溪市"))),
    City(330300, "温州市", "0577", 13, ((330302, "鹿城区"), (330303, "龙湾区"), (330304, "瓯海区"), (330381, "瑞安市"),
                                     (330382, "乐清市"))),
    City(330600, "绍兴市", "0575", 10, ((330602, "越城区"), (330603, "柯桥区"), (330604, "上虞区"),
                                     (330681, "诸暨市"))),
    City(330700, "金华市", "0579", 10, ((330702, "婺城区"), (330782, "义乌市"), (330783, "东阳市"),
                                     (330784, "永康市"))),
    City(331000, "台州市", "0576", 9, ((331002, "椒江区"), (331003, "黄岩区"), (331081, "温岭市"), (331082, "临海市"))),
    City(330400, "嘉兴市", "0573", 8, ((330402, "南湖区"), (330411, "秀洲区"), (330481, "海宁市"), (330483, "桐乡市"))),
    City(330500, "湖州市", "0572", 6, ((330502, "吴兴区"), (330503, "南浔区"), (330522, "长兴县"))),
    City(330800, "衢州市", "0570", 3, ((330802, "柯城区"), (330881, "江山市"))),
    City(331100, "丽水市", "0578", 3, ((331102, "莲都区"), (331121, "青田县"))),
    City(330900, "舟山市", "0580", 2, ((330902, "定海区"), (330903, "普陀区"))),
)  # fmt: skip

DISTRICTS = tuple(district for city in CITIES for district in city.districts)
DISTRICT_CITY = np.array([i for i, city in enumerate(CITIES) for _ in city.districts])
DISTRICT_CODE = np.array([code for code, _ in DISTRICTS])
DISTRICT_WEIGHT = np.array([CITIES[i].weight / len(CITIES[i].districts) for i in DISTRICT_CITY])
DISTRICT_SHARE = DISTRICT_WEIGHT / DISTRICT_WEIGHT.sum()
