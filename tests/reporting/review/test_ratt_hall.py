from reporting.review.rules.indicators import RightWay
from tests.reporting.review.samples import doc, figure, indicators, severities, target

TEXT = "Minskningen av antalet pågående ärenden går åt rätt håll."


def pending(current: int) -> object:
    row = (
        "Minska antalet pågående incidenter",
        figure(current),
        figure(1),
        target("Minska från 125 st", 125),
        "met",
    )
    return indicators(row)


def test_it_has_gone_the_other_way() -> None:
    assert severities(RightWay, doc(pending(178), TEXT)) == ["warning"]  # type: ignore[arg-type]


def test_a_change_in_the_stated_direction_is_silent() -> None:
    assert severities(RightWay, doc(pending(110), TEXT)) == []  # type: ignore[arg-type]


def test_something_else_goes_the_right_way() -> None:
    assert severities(RightWay, doc(pending(178), "Sjukfrånvaron går åt rätt håll.")) == []  # type: ignore[arg-type]
