"""Figures that miss a cell by little: rounded wrong, cut off or mistyped. Pure."""

from __future__ import annotations

from decimal import Decimal

from reporting.review.claims.figures import Figure
from reporting.review.claims.sources import Source

NEAR_SHARE = Decimal("0.05")  # how far from a cell's value a figure may be and still be that cell's


def near_match(figure: Figure, topic: list[Source]) -> Source | None:
    """The nearest cell that the figure is close to, cut off from or a misreading of.

    None if the topic has several rows ("Lekeberg 312 tkr, Laxå 468 tkr"): the figures may be of something else.
    """
    if len({source.row.key for source in topic}) != 1:
        return None
    close = [
        source
        for source in topic
        if source.exact
        and (
            abs(abs(source.exact) - abs(figure.exact)) <= abs(source.exact) * NEAR_SHARE
            or is_cut_off(figure, source.exact)
            or is_misread(figure, source.exact)
        )
    ]
    return min(close, key=lambda source: abs(abs(source.exact) - abs(figure.exact)), default=None)


def is_cut_off(figure: Figure, exact: Decimal) -> bool:
    """Whether the figure is a value with its last digits dropped: 1 956 tkr as 1,9 Mkr."""
    step = figure.slack * 2
    return abs(figure.exact) < abs(exact) < abs(figure.exact) + step


def is_misread(figure: Figure, exact: Decimal) -> bool:
    """Whether one digit differs, or two neighbours are swapped, among at least three."""
    written, right = str(int(abs(figure.exact))), str(int(abs(exact)))
    if len(written) != len(right) or len(written.rstrip("0")) < 3:
        return False
    differing = [index for index, (a, b) in enumerate(zip(written, right, strict=True)) if a != b]
    is_swapped = len(differing) == 2 and sorted(written) == sorted(right) and differing[1] - differing[0] == 1
    return len(differing) == 1 or is_swapped
