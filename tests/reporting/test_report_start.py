"""Starting a new period: what is proposed, carried over and refused."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from reporting.models import Committee, PeriodKind, Report, ReportingPeriod, Role, User
from reporting.workflow.start import next_tertial_end, start_report
from tests.factories import make_committee, make_report, make_template, make_user, section
from tests.html import Page

pytestmark = pytest.mark.django_db
OUT_OF_REACH = f"Året ska ligga mellan 1990 och {dt.date.today().year + 1}."  # noqa: DTZ011 (local, as typed)


@pytest.fixture
def committee() -> Committee:
    committee = make_committee("IT-nämnden")
    Committee.objects.filter(pk=committee.pk).update(slug="it-namnden")
    committee.refresh_from_db()
    return committee


@pytest.fixture
def last(committee: Committee) -> Report:
    template = make_template(section("inledning", has_prose=True), committee=committee, name="Delår")
    report = make_report(template=template, slug="it-namnden-2023-07-delarsrapport")
    report.texts.create(section_key="inledning", markdown="Förra periodens text.")
    return report


@pytest.fixture
def user(committee: Committee, client: Client) -> User:
    user = make_user(committee)
    client.force_login(user)
    return user


def typed(report: Report, **other: str) -> dict[str, str]:
    return {
        "actuals_through": "2024-04-30",
        "dated": "2024-05-08",
        "title": "Delårsrapport 2024 för IT-nämnden",
        "kind": PeriodKind.INTERIM,
        "template": str(report.template.pk),
    } | other


def start(client: Client, committee: Committee, data: dict[str, str]) -> Any:
    return client.post(reverse("report_start", args=[committee.slug]), data)


def test_year_end_gets_the_template_of_the_year_end_before(
    client: Client, committee: Committee, user: User
) -> None:
    """It was proposed the template of the delårsrapport that came between."""
    annual, interim = (make_template(committee=committee, name=name) for name in ("Årsredovisning", "Delår"))
    year_end = make_report(template=annual, actuals_through=dt.date(2022, 12, 31))
    year_end.period.kind = PeriodKind.ANNUAL
    year_end.period.save()
    make_report(template=interim, actuals_through=dt.date(2023, 8, 31))
    page = Page(client.get(reverse("report_start", args=[committee.slug])).content)
    assert page.values()["actuals_through"] == "2023-12-31"
    assert [option.text for option in page.all("option") if "selected" in option.attrs] == [
        "Årsredovisning",
        "Årsredovisning, version 1",
    ]


@pytest.mark.parametrize(
    ("date", "end"),
    [
        ("2023-01-01", "2023-04-30"),
        ("2023-04-29", "2023-04-30"),
        ("2023-04-30", "2023-08-31"),
        ("2023-07-31", "2023-08-31"),
        ("2023-08-31", "2023-12-31"),
        ("2023-12-31", "2024-04-30"),
    ],
)
def test_next_tertial_end(date: str, end: str) -> None:
    assert next_tertial_end(dt.date.fromisoformat(date)) == dt.date.fromisoformat(end)


def test_form_proposes_the_next_tertial_and_the_same_template(
    client: Client, committee: Committee, last: Report, user: User
) -> None:
    page = Page(client.get(reverse("report_start", args=[committee.slug])).content)
    assert page.values()["actuals_through"] == "2023-08-31"
    assert page.values()["title"] == "Delårsrapport januari–augusti 2023 för IT-nämnden"
    chosen = [option.attrs["value"] for option in page.all("option") if "selected" in option.attrs]
    assert chosen == ["interim", str(last.template.pk)]
    assert [a.attrs["href"] for a in page.all("a") if a.text == "Delårsrapport"] == [
        reverse("report_page", args=[last.slug])
    ]


def test_each_kind_says_its_template(client: Client, committee: Committee, last: Report, user: User) -> None:
    """The script chooses it when the kind is chosen."""
    annual = make_template(committee=committee, name="År")
    year_end = make_report(template=annual, actuals_through=dt.date(2022, 12, 31))
    ReportingPeriod.objects.filter(pk=year_end.period_id).update(kind=PeriodKind.ANNUAL)
    page = Page(client.get(reverse("report_start", args=[committee.slug])).content)
    (kind,) = page.all("select", name="kind")
    proposed = json.loads(kind.attrs["data-templates"])
    assert proposed == {**dict.fromkeys(PeriodKind.values, last.template_id), PeriodKind.ANNUAL: annual.pk}


def test_new_report_follows_the_last(client: Client, committee: Committee, last: Report, user: User) -> None:
    response = start(client, committee, typed(last))
    report = Report.objects.get(slug="it-namnden-2024-04-delarsrapport")
    assert response["Location"] == reverse("report_workspace", args=[report.slug])
    assert (report.previous, report.template, report.status) == (last, last.template, "draft")
    assert (report.period.year, report.period.actuals_through) == (2024, dt.date(2024, 4, 30))
    assert (report.title, report.dated) == ("Delårsrapport 2024 för IT-nämnden", dt.date(2024, 5, 8))
    assert report.texts.count() == 0  # last period's text is shown beside the field, not taken for this one's
    editor = Page(client.get(reverse("section_edit", args=[report.slug, "inledning"])).content)
    assert editor.texts("pre") == ["Förra periodens text."]


def test_first_report_of_a_committee_has_nothing_to_follow(
    client: Client, committee: Committee, user: User
) -> None:
    template = make_template(committee=committee)
    data = {"actuals_through": "2024-12-31", "dated": "2025-02-01", "title": "Årsredovisning 2024",
            "kind": PeriodKind.ANNUAL, "template": str(template.pk)}  # fmt: skip
    start(client, committee, data)
    report = Report.objects.get(slug="it-namnden-2024-12-arsredovisning")
    assert report.previous is None
    page = Page(client.get(reverse("report_workspace", args=[report.slug])).content)
    assert page.texts("li", class_="success") == [
        "Den nya rapporten är skapad. Nämnden har ingen tidigare rapport att hämta rader ur."
    ]


def test_a_proposed_title_follows_what_is_chosen(
    client: Client, committee: Committee, last: Report, user: User
) -> None:
    proposed = Page(client.get(reverse("report_start", args=[committee.slug])).content).values()["title"]
    start(
        client, committee, typed(last, title=proposed, kind=PeriodKind.ANNUAL, actuals_through="2023-12-31")
    )
    assert Report.objects.latest("pk").title == "Årsredovisning 2023 för IT-nämnden"


def test_a_report_starts_from_the_one_before_it_in_time(
    client: Client, committee: Committee, last: Report, user: User
) -> None:
    later = make_report(template=last.template, actuals_through=dt.date(2024, 8, 31))
    start(client, committee, typed(last, sure="on"))  # the dates lie before the last period's
    assert Report.objects.get(slug="it-namnden-2024-04-delarsrapport").previous == last
    assert later.previous is None


def test_without_a_template_a_page_offers_some(client: Client, committee: Committee, user: User) -> None:
    page = Page(client.get(reverse("report_start", args=[committee.slug])).content)
    assert reverse("template_list", args=[committee.slug]) in [a.attrs["href"] for a in page.all("a")]
    assert page.texts("p", class_="guidance") == [
        "Rapporten behöver en mall som säger vilka avsnitt den har. Nämnden har ingen än: "
        "börja med en färdig, eller gör en egen."
    ]


def test_a_taken_period_is_refused_and_the_form_kept(
    client: Client, committee: Committee, last: Report, user: User
) -> None:
    data = typed(last, actuals_through="2023-07-31", title="Min nya titel", dated="2024-01-02")
    response = start(client, committee, data)
    page = Page(response.content)
    assert response.status_code == 422
    assert [e.text for e in page.elements if e.attrs.get("role") == "alert"] == [
        "Nämnden har redan en rapport för perioden."
    ]
    assert {name: page.values()[name] for name in ("actuals_through", "dated", "title")} == {
        "actuals_through": "2023-07-31", "dated": "2024-01-02", "title": "Min nya titel",
    }  # fmt: skip
    assert Report.objects.count() == 1


def test_same_period_may_have_a_report_of_another_kind(
    client: Client, committee: Committee, last: Report, user: User
) -> None:
    start(client, committee, typed(last, actuals_through="2023-07-31", kind=PeriodKind.INTERNAL_CONTROL))
    assert [r.slug for r in Report.objects.order_by("pk")] == [
        last.slug, "it-namnden-2023-07-internkontrollrapport",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("actuals_through", "2024-04-29",
         "Utfallet gäller till och med en månads sista dag, till exempel 2024-08-31."),
        ("actuals_through", "9999-12-31", OUT_OF_REACH),
        ("actuals_through", "2094-08-31", OUT_OF_REACH),
        ("actuals_through", "0001-01-31", OUT_OF_REACH),
        ("dated", "2204-05-08", OUT_OF_REACH),
        ("actuals_through", "2024-02-30", "Fyll i ett giltigt datum."),
        ("actuals_through", "i våras", "Fyll i ett giltigt datum."),
        ("dated", "", "Detta fält måste fyllas i."),
        ("title", "", "Detta fält måste fyllas i."),
        ("title", "x" * 201, "Säkerställ att detta värde har som mest 200 tecken (den har 201)."),
        ("kind", "gossip", "Välj ett giltigt alternativ. gossip finns inte bland tillgängliga alternativ."),
        ("template", "0", "Välj ett giltigt alternativ. Det valet finns inte bland tillgängliga alternativ."),
    ],
)  # fmt: skip
def test_bad_value_has_its_error_beside_the_field(
    client: Client, committee: Committee, last: Report, user: User, field: str, value: str, error: str
) -> None:
    response = start(client, committee, typed(last, **{field: value}))
    page = Page(response.content)
    assert (response.status_code, Report.objects.count()) == (422, 1)
    assert [(e.attrs["id"], e.text) for e in page.all("p", class_="field-error")] == [
        (f"id_{field}_error", error)
    ]
    if field not in {"kind", "template"}:
        assert page.values()[field] == value


def test_nothing_typed_at_all_is_an_error_for_each_field(
    client: Client, committee: Committee, user: User
) -> None:
    make_template(committee=committee)
    response = start(client, committee, {})
    assert response.status_code == 422
    assert len(Page(response.content).all("p", class_="field-error")) == 5


def test_another_committees_template_can_not_be_chosen(
    client: Client, committee: Committee, last: Report, user: User
) -> None:
    response = start(client, committee, typed(last, template=str(make_template().pk)))
    assert (response.status_code, Report.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    "role", [role for role in Role.values if role not in {"controller", "administrator"}]
)
def test_only_controller_and_administrator_may(
    client: Client, committee: Committee, last: Report, role: str
) -> None:
    client.force_login(make_user(committee, role))
    assert start(client, committee, typed(last)).status_code == 403
    assert Report.objects.count() == 1


def test_the_act_itself_asks_for_the_role(committee: Committee, last: Report) -> None:
    reader = make_user(committee, Role.READER)
    with pytest.raises(PermissionDenied):
        start_report(
            committee=committee, by=reader, actuals_through=dt.date(2024, 4, 30), kind=PeriodKind.INTERIM,
            title="T", dated=dt.date(2024, 5, 8), template=last.template,
        )  # fmt: skip
    assert Report.objects.count() == 1
