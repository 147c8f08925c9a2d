"""A kommun's identity: what an administratör may upload and write, and how it reaches a report."""

from __future__ import annotations

import base64
import io
import json
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageFile, PngImagePlugin

from reporting.assembly import assemble, document_of
from reporting.comparison.handed_in import changed_since_hand_in
from reporting.document.identity import (
    PNG,
    Identity,
    accent_problem,
    contrast_to_white,
    organisation_number_problem,
)
from reporting.document.json_reading import from_json
from reporting.document.json_writing import digest, to_json
from reporting.document.visible import problem
from reporting.imports.arms import read_arms
from reporting.imports.spreadsheets.cells import UploadRefused
from reporting.models import AdministrationChange, Committee, Role, User
from reporting.permissions import Action
from tests.factories import fresh, make_committee, make_report, make_user, section, take
from tests.html import Page

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 80 96">'
SHIELD = '<path d="M4 4h72v40z" fill="#0f3d5e"/>'
KEPT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 96"><path d="M4 4h72v40z" fill="#0f3d5e"></path></svg>'


def drawn(inner: str = SHIELD, head: str = HEAD) -> bytes:
    return f"{head}{inner}</svg>".encode()


def png(width: int = 30, height: int = 36, **text: str) -> bytes:
    facts = PngImagePlugin.PngInfo()
    for name, value in text.items():
        facts.add_text(name, value)
    target = io.BytesIO()
    Image.new("RGBA", (width, height), (15, 61, 94, 128)).save(target, "PNG", pnginfo=facts)
    return target.getvalue()


# Arms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file",
    [
        drawn(),
        drawn(f"<!-- gjord i ett ritprogram --><title>Vapen</title><metadata/>{SHIELD}"),
        drawn('<path d="M4 4h72v40z" style="fill:#0f3d5e; font-family:url x"/>'.replace("url x", "x")),
        drawn('<path d="M4 4h72v40z" fill="#0f3d5e" id="a" class="b" data-c="&lt;script&gt;"/>'),
        drawn('<path d="M4 4h72v40z" fill="#0f3d5e" stroke="&quot;/&gt;&lt;script&gt;"/>'),
    ],
)
def test_a_drawing_is_rebuilt_of_its_shapes_alone(file: bytes) -> None:
    assert read_arms(file) == KEPT


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ("<script>alert(1)</script>", "skript"),
        ('<path d="M0 0" onclick="alert(1)"/>', "skript"),
        ("<foreignObject/>", "inbäddade webbsidor"),
        ('<image x:href="https://example.org/spår.png"/>', "inbäddade bilder"),
        ('<use x:href="https://example.org/a.svg#b"/>', "hänvisningar (use)"),
        ('<a x:href="javascript:alert(1)"><path/></a>', "länkar"),
        ("<style>path{fill:red}</style>", "en stilmall"),
        ('<path fill="url(#toning)"/>', "toningar, mönster eller masker"),
        ('<path style="fill:URL(https://example.org)"/>', "toningar, mönster eller masker"),
        ("<animate/>", "”animate”"),
        ("<text>Kommun</text>", "text"),
    ],
)
def test_what_could_run_or_fetch_is_refused_by_name(inner: str, found: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        read_arms(drawn(inner))
    assert str(refused.value) == (
        f"Bilden innehåller {found}, som inte får vara med. Spara den som enkel SVG, utan sådant, eller som PNG."
    )


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"GIF89a", "Filen är varken en SVG- eller PNG-bild. Välj en sådan fil."),
        (b"<html/>", "Filen är varken en SVG- eller PNG-bild. Välj en sådan fil."),
        (
            b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + drawn("&a;"),
            "Filen är varken en SVG- eller PNG-bild. Välj en sådan fil.",
        ),
        (drawn(""), "Bilden är tom: den har inga former. Välj en annan fil."),
        (
            drawn(head='<svg xmlns="http://www.w3.org/2000/svg">'),
            "Bilden saknar storlek (viewBox). Spara den på nytt i ett ritprogram.",
        ),
        (
            drawn(head=HEAD.replace("0 0 80 96", "0 0 800 96")),
            "Bilden är mer än fyra gånger så lång som bred. Välj vapnet utan text bredvid.",
        ),
        (drawn("<g/>" * 3000), "Bilden har mer än 2000 delar. Förenkla den."),
        (
            drawn(f'<path d="{"M4 4h72" * 10_000}"/>'),
            "Bilden är för detaljerad: den får ta högst 64 kB när den är rensad. Förenkla den.",
        ),
        (b" " * 500_001, "Filen är större än 500 kB. Välj en mindre bild av vapnet."),
        (png()[:60], "PNG-bilden går inte att läsa. Spara den på nytt och välj den igen."),
        (png(3000, 3000), "Bilden har för många bildpunkter. Gör den mindre än 2000 × 2000."),
        (
            png(500, 100),
            "Bilden är mer än fyra gånger så lång som bred. Välj vapnet utan text bredvid.",
        ),
    ],
)
def test_a_file_that_is_no_arms_is_refused_with_what_to_do(file: bytes, sentence: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        read_arms(file)
    assert str(refused.value) == sentence


def test_a_cut_file_is_refused_where_cut_files_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after WeasyPrint is loaded, which changes Pillow for the whole process."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(UploadRefused):
        read_arms(png()[:60])


def test_a_picture_keeps_its_pixels_and_nothing_else() -> None:
    kept = base64.b64decode(
        read_arms(png(Author="Anna", Comment="gjord hemma") + b"<script>").removeprefix(PNG)
    )
    assert b"Anna" not in kept
    assert b"<script>" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.size, picture.convert("RGBA").getpixel((3, 3))) == ((30, 36), (15, 61, 94, 128))


def test_a_large_picture_is_made_small() -> None:
    noise = io.BytesIO()
    Image.effect_noise((400, 480), 90).save(noise, "PNG")
    assert len(read_arms(noise.getvalue())) <= 64_000


def test_drawn_arms_say_what_they_are() -> None:
    identity = Identity(arms=KEPT, arms_text="Sköld <&> “blå”")
    root = ElementTree.fromstring(identity.drawn_arms())
    assert root[0].tag.endswith("title")
    assert root[0].text == "Sköld <&> “blå”"


# Colour and numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("color", "contrast"), [("#ffffff", 1), ("#000000", 21), ("#767676", 4.54), ("#595959", 7)]
)
def test_contrast_as_wcag_measures_it(color: str, contrast: float) -> None:
    assert round(contrast_to_white(color), 2) == contrast


@pytest.mark.parametrize(
    ("color", "sentence"),
    [
        ("#0f3d5e", ""),
        ("#595959", ""),
        (
            "#5a5a5a",
            "Färgen är för ljus: kontrasten mot vitt är 6,89:1, och text i färgen behöver minst 7:1 för att alla ska "
            "kunna läsa den. Välj en mörkare färg.",
        ),
        ("blå", "Skriv färgen som # och sex tecken, 0–9 och a–f, till exempel #0f3d5e."),
        ("#0f3d5e;}", "Skriv färgen som # och sex tecken, 0–9 och a–f, till exempel #0f3d5e."),
    ],
)
def test_an_accent_can_be_read_on_white(color: str, sentence: str) -> None:
    assert accent_problem(color) == sentence


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("212000-0142", ""),
        (
            "212000-0143",
            "Organisationsnumrets sista siffra stämmer inte med de andra. Se efter om någon siffra är fel.",
        ),
        (
            "212000-1042",
            "Organisationsnumrets sista siffra stämmer inte med de andra. Se efter om någon siffra är fel.",
        ),
        ("2120000142", "Skriv organisationsnumret med tio siffror, till exempel 212000-0142."),
        ("２１２０００-0142", "Skriv organisationsnumret med tio siffror, till exempel 212000-0142."),
    ],
)
def test_an_organisation_number_is_checked(number: str, sentence: str) -> None:
    assert organisation_number_problem(number) == sentence


# The page -----------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def page_of(committee: Committee) -> str:
    return reverse("municipality_identity", args=[committee.slug])


def administrator(committee: Committee) -> Client:
    client = Client()
    client.force_login(make_user(committee, Role.ADMINISTRATOR))
    return client


def test_an_administrator_gives_the_kommun_its_arms() -> None:
    committee = make_committee()
    facts = {
        "arms_file": SimpleUploadedFile("vapen.svg", drawn(), "image/svg+xml"),
        "arms_text": "Kommunens vapen",
        "accent": "#0F3D5E",
        "organisation_number": "212000-0142",
        "municipality_code": "1814",
        "contact": "kommun@example.org",
        "accessibility_statement": "https://example.org/tillganglighet",
    }
    client = administrator(committee)
    sent = client.post(page_of(committee), facts)
    assert (sent.status_code, sent.headers["Location"]) == (302, page_of(committee))
    committee.municipality.refresh_from_db()
    assert committee.municipality.identity == Identity(
        arms=KEPT,
        arms_text="Kommunens vapen",
        accent="#0f3d5e",
        organisation_number="212000-0142",
        municipality_code="1814",
        contact="kommun@example.org",
        accessibility_statement="https://example.org/tillganglighet",
    )
    shown = client.get(page_of(committee)).content.decode()
    assert "<title>Kommunens vapen</title>" in shown
    client.post(page_of(committee), {"without_arms": "on"})
    committee.municipality.refresh_from_db()
    assert committee.municipality.identity == Identity()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"accent": "#c8102e"}, accent_problem("#c8102e")),
        ({"organisation_number": "212000-0143"}, organisation_number_problem("212000-0143")),
        ({"contact": "kommun@\u202eexample.org"}, problem("kommun@\u202eexample.org")),
        ({"municipality_code": "181"}, "Kommunkoden har fyra siffror, till exempel 1814."),
        ({"accessibility_statement": "http://example.org"}, "Skriv hela adressen, med https:// först."),
        (
            {"arms_file": SimpleUploadedFile("a.svg", drawn("<script/>"))},
            "Bilden innehåller skript, som inte får vara med. Spara den som enkel SVG, utan sådant, eller som PNG.",
        ),
        (
            {"arms_file": SimpleUploadedFile("a.svg", drawn())},
            "Beskriv vapnet i ord, för den som inte ser bilden.",
        ),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_saved(facts: dict[str, object], sentence: str) -> None:
    committee = make_committee()
    answer = administrator(committee).post(page_of(committee), facts)
    assert answer.status_code == 422
    page = Page(answer.content.decode())
    assert page.texts("p", class_="field-error") == [sentence]
    committee.municipality.refresh_from_db()
    assert committee.municipality.identity == Identity()


# Its journal --------------------------------------------------------------------------------------------


def test_each_change_is_in_the_history_that_an_administrator_sees() -> None:
    committee = make_committee()
    client = administrator(committee)
    assert not Page(client.get(page_of(committee)).content).all("caption")
    client.post(page_of(committee), {"accent": "#0f3d5e", "contact": "kommun@example.org"})
    client.post(page_of(committee), {"accent": "#5e0f3d", "contact": "kommun@example.org"})
    arms = SimpleUploadedFile("vapen.svg", drawn(), "image/svg+xml")
    client.post(
        page_of(committee), {"accent": "#5e0f3d", "arms_file": arms, "arms_text": "Vapen", "contact": ""}
    )
    client.post(page_of(committee), {"accent": "#c8102e"})  # refused
    changes = list(AdministrationChange.objects.order_by("pk").values_list("label", "old", "new"))
    name = committee.municipality.name
    assert sorted(changes[:2]) == [
        (f"Färg: {name}", "", "#0f3d5e"),
        (f"Kontakt: {name}", "", "kommun@example.org"),
    ]
    assert changes[2] == (f"Färg: {name}", "#0f3d5e", "#5e0f3d")
    picture = f"SVG med kontrollsumman (SHA-256) {digest(KEPT)}"
    assert sorted(changes[3:]) == [
        (f"Kontakt: {name}", "kommun@example.org", ""),
        (f"Vapen: {name}", "", picture),
        (f"Vapnet i ord: {name}", "", "Vapen"),
    ]
    page = Page(client.get(page_of(committee)).content)
    person = AdministrationChange.objects.first().by  # type: ignore[union-attr]  # there is one
    assert person is not None
    rows = [" ".join(row.text.split()) for row in page.all("tr")][1:]
    assert len(rows) == len(changes)
    assert rows[-3].endswith(f"Färg: {name}#0f3d5e#5e0f3d{person.display_name()}")


def test_what_is_sent_unchanged_is_no_change() -> None:
    committee = make_committee()
    client = administrator(committee)
    for _ in range(2):
        client.post(page_of(committee), {"contact": "kommun@example.org"})
    assert AdministrationChange.objects.count() == 1


def test_the_administration_journals_what_it_changes() -> None:
    committee = make_committee()
    client = administrator(committee)
    User.objects.update(is_staff=True, is_superuser=True)
    municipality = committee.municipality
    address = reverse("admin:reporting_municipality_change", args=[municipality.pk])
    sent = {"name": "Nya kommunen", "slug": municipality.slug, "accent": "#0f3d5e"}
    assert client.post(address, sent).status_code == 302
    changes = AdministrationChange.objects.values_list("label", "old", "new").order_by("pk")
    assert list(changes) == [
        ("Namn: Nya kommunen", municipality.name, "Nya kommunen"),
        ("Färg: Nya kommunen", "", "#0f3d5e"),
    ]


def test_its_journal_is_only_added_to() -> None:
    committee = make_committee()
    administrator(committee).post(page_of(committee), {"contact": "kommun@example.org"})
    change = AdministrationChange.objects.get()
    with pytest.raises(ValidationError):
        change.save()
    with pytest.raises(ValidationError):
        change.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AdministrationChange.objects.update(new="en annan")
    with pytest.raises(DatabaseError), transaction.atomic():
        AdministrationChange.objects.all().delete()


# In a report --------------------------------------------------------------------------------------------


def test_an_adopted_report_keeps_the_arms_it_was_adopted_with() -> None:
    report = make_report(section("inledning", has_prose=True))
    report.texts.create(section_key="inledning", markdown="Året har gått bra.")
    municipality = report.committee.municipality
    municipality.arms, municipality.arms_text, municipality.accent = KEPT, "Vapen", "#0f3d5e"
    municipality.save()
    for action, role in (
        (Action.HAND_IN, Role.CONTROLLER),
        (Action.APPROVE, Role.APPROVER),
        (Action.ADOPT, Role.ADMINISTRATOR),
    ):
        take(report, action, by=make_user(report.committee, role))
    municipality.arms = municipality.arms_text = municipality.accent = ""
    municipality.save()
    document = document_of(fresh(report))
    assert document.identity == Identity(arms=KEPT, arms_text="Vapen", accent="#0f3d5e")


def test_drawn_arms_are_at_the_head_of_the_reports_page() -> None:
    report = make_report(section("inledning", has_prose=True))
    kommun = report.committee.municipality
    kommun.arms, kommun.arms_text = KEPT, "Kommunens vapen"
    kommun.save()
    client = Client()
    client.force_login(make_user(report.committee, Role.READER))
    page = Page(client.get(reverse("report_page", args=[report.slug])).content)
    (head,) = page.all("header", class_="report-head")
    assert head.text.startswith("Kommunens vapen")


def test_new_arms_do_not_stop_what_was_handed_in() -> None:
    report = make_report(section("inledning", has_prose=True))
    report.texts.create(section_key="inledning", markdown="Året har gått bra.")
    take(report, Action.HAND_IN, by=make_user(report.committee))
    report.committee.municipality.accent = "#0f3d5e"
    report.committee.municipality.save()
    assert changed_since_hand_in(fresh(report)) == []


def test_an_earlier_document_without_identity_keeps_its_digest() -> None:
    """Documents were frozen before the fields existed."""
    now = json.loads(to_json(assemble(make_report())))
    earlier = json.dumps(
        {name: value for name, value in now.items() if name not in ("identity", "diary_number")},
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    document = from_json(earlier).as_stored(earlier)
    assert (document.digest, document.canonical) == (digest(earlier), earlier)
    assert document.identity == Identity()
