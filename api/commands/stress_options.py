"""The options that stress tests share: how much of a loan is lost, how calls spread, what stands for the unknown."""

from typing import Annotated, Literal

import typer

Lgd = Annotated[float, typer.Option("--lgd", min=0, max=1, help="lost of a loan · 违约损失率")]
AllocationName = Annotated[
    Literal["equal_split", "equal_split_survivors", "full_to_each"],
    typer.Option("--allocation", help="how calls are divided · 代偿分摊"),
]
PolicyName = Annotated[
    Literal["zero", "infinite", "registered_capital", "peer_median"],
    typer.Option("--missing-policy", help="what unknown net assets count as · 净资产缺失口径"),
]
