"""Choices in the entry workbook: what identifies one is enough, as in the browser."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from internal_control.models import Risk
from reporting.models import Report
from tests.budgets.test_import_workbook import edited, exported, read_in, send
from tests.factories import make_report, make_user
from tests.html import Page
from tests.internal_control.published import SECTIONS, add_internal_control

RISKS, CONTROLS = "Risker", "Kontrollmoment (4)"


@pytest.fixture
def report(db: None) -> Report:
    made = make_report(*SECTIONS, actuals_through=dt.date(2020, 12, 31))
    add_internal_control(made)
    return made


@pytest.fixture
def person(client: Client, report: Report) -> Client:
    client.force_login(make_user(report.committee))
    return client


def test_a_choice_by_name_or_number_is_read(person: Client, report: Report) -> None:
    content = edited(exported(person, report), RISKS, F4="Sannolik", G4=2, B5="verksamhetsspecifik")
    assert read_in(person, report, content).status_code == 302
    first, second = (Risk.objects.get(report=report, number=number) for number in (1, 2))
    assert (first.likelihood, first.consequence, second.category.label) == (4, 2, "Verksamhetsspecifik")


def test_a_name_that_several_choices_have_is_refused_with_them(person: Client, report: Report) -> None:
    Risk.objects.filter(report=report, number=4).update(label="Sen leverans")
    Risk.objects.filter(report=report, number=3).update(label="Sen leverans")
    _, answer = send(person, report, edited(exported(person, report), CONTROLS, B4="Sen leverans"))
    assert Page(answer.content).texts("ul", class_="problems") == [
        f"{CONTROLS}, rad 4, Risk: ”Sen leverans” ”Sen leverans” kan betyda flera val. "
        "Skriv ett av: 3. Sen leverans, 4. Sen leverans."
    ]
