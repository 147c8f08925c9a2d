import datetime as dt

from reporting.review.rules.forecasts import UnmovedForecast
from tests.reporting.review.samples import doc, found, result

LINES = (("Lekeberg", 2533, 126, 2533), ("Laxå", 1652, 900, 1652), ("Resor", 12, 0, 12))


def test_little_used_and_still_the_whole_forecast() -> None:
    """After seven of twelve months: 5 % used is far off, 54 % is not, and 12 tkr is too little to report."""
    assert found(UnmovedForecast, doc(result(*LINES))) == [("advice", "rad-0", "")]


def test_at_the_end_of_the_year_there_is_nothing_to_forecast() -> None:
    assert found(UnmovedForecast, doc(result(*LINES), actuals_through=dt.date(2023, 12, 31))) == []
