"""Headings of a template with the period in them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from reporting.document.headings import validate_heading


@pytest.mark.parametrize("heading", ["Resultat {dag}", "Utfall {date", "Utfall date}", "{}"])
def test_a_heading_with_a_brace_that_says_nothing_is_refused(heading: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_heading(heading)
    assert refused.value.messages == [
        f"Rubriken ”{heading}” har en platshållare som inte finns. Välj bland {{date}}, {{year}}, {{month}}, "
        "{period}, {previous_year}, {last_date}, {last_year}, {last_period}."
    ]


@pytest.mark.parametrize("heading", ["Resultat", "Utfall {date}", "{last_year} och {year}"])
def test_a_heading_of_known_placeholders_is_taken(heading: str) -> None:
    validate_heading(heading)
