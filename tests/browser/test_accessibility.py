"""Every page passes axe (WCAG 2.2 AA) and fits the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from goals.models import SteeringModel
from reporting.management.commands.load_demo import ADOPTED
from reporting.models import Comment, Question, Report
from reporting.models.choices import Status
from reporting.sections import sections_of
from tests.browser.conftest import SLUG, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def addresses() -> list[str]:
    """Every page a controller can open, for the report that is a draft."""
    report = Report.objects.with_context().get(slug=SLUG)
    sections = [f"/rapporter/{SLUG}/arbeta/{section.key}/" for section in sections_of(report)]
    template = f"/mallar/{report.template_id}/"
    return [
        "/",
        "/stil/",
        "/tillganglighet/",
        f"/rapporter/{SLUG}/",
        f"/rapporter/{SLUG}/over-tid/resultat/kapitalkostnader/",
        "/rapporter/sydnarke-2023-07-delarsrapport/",
        f"/rapporter/{SLUG}/arbeta/",
        *(f"/rapporter/{SLUG}/fordela/", f"/rapporter/{SLUG}/arbeta/ekonomisk-rapport/oppna/"),
        *(f"/rapporter/{SLUG}/{page}" for page in ("lamna-in/", "kommentarer/?visa=alla", "kommentarer/ny/")),
        f"/rapporter/{SLUG}/kommentarer/ny/?cell=budgets.budgetline/resor/forecast",
        *(
            f"/rapporter/{SLUG}/kommentarer/{first.pk}/{act}/"
            for first in Comment.objects.filter(thread=None, by__username="controller")[:1]
            for act in ("svara", "andra")
        ),
        f"/rapporter/{SLUG}/granskning/godta/",
        f"/rapporter/{SLUG}/granskning/",
        f"/rapporter/{SLUG}/jamforelse/",
        f"/rapporter/{SLUG}/arbeta/inledning/siffror/",
        *sections,
        "/namnder/sydnarke/ny-rapport/",
        "/namnder/sydnarke/mallar/",
        "/namnder/sydnarke/styrmodeller/",
        "/namnder/sydnarke/styrmodeller/ny/",
        f"/namnder/sydnarke/styrmodeller/{SteeringModel.objects.get().pk}/",
        f"/rapporter/{SLUG}/mall/",
        template,
        f"{template}visa/",
        *(f"{template}avsnitt/{section.key}/" for section in sections_of(report)),
        f"/rapporter/{SLUG}/filer/",
        f"/rapporter/{SLUG}/kontoregler/",
        f"/rapporter/{SLUG}/konton/personalkostnader/",
        *("/konto/", "/konto/uppgifter/", "/konto/inloggningar/", "/konto/losenord/", "/konto/aviseringar/"),
        "/konto/andra-faktor/",
        "/konto/logga-ut/",
        "/finns-inte/",
    ]


WITHOUT_LOG_IN = [
    *("/", "/rapporter/?q=beslut", "/rapporter/?q=finns-inte", "/namnder/sydnarke/"),
    *(f"/rapporter/{ADOPTED}/", f"/rapporter/{ADOPTED}/over-tid/", f"/rapporter/{SLUG}/"),
    *("/konto/logga-in/", "/konto/glomt/", "/konto/glomt/skickat/", "/konto/nytt-losenord/1-gissad/"),
]


def faults(page: Page) -> list[str]:
    results = Axe().run(page, options=RULES)
    return [
        f"{page.url} {violation['id']}: {node['html'][:160]} {node['target']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """Elements past the right edge of the screen, outside scrolling boxes."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
        [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1
                         && !e.closest('.table-scroll, .grid-scroll'))
            .slice(0, 5).map(e => location.pathname + ' ' + e.tagName + '.' + e.className)"""
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_passes_axe_and_fits_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    found = []
    for address in WITHOUT_LOG_IN:
        page.goto(address)
        found += faults(page) + overflow(page)
    assert found == []
    log_in(page)
    for address in addresses():
        page.goto(address)
        found += faults(page) + overflow(page)
    assert found == []


def test_a_refused_form_is_as_accessible_as_any(page: Page) -> None:
    log_in(page)
    page.goto(f"/rapporter/{SLUG}/arbeta/ekonomisk-rapport/")
    page.get_by_label("Utfall 240430, Personalkostnader").fill("12 34")
    page.get_by_role("button", name="Spara", exact=True).click()
    assert page.get_by_role("alert").first.inner_text() != ""
    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_of_a_kommuns_arms_passes_axe_with_its_errors_too(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, "administrator")
    page.goto("/namnder/sydnarke/kommun/")
    found = faults(page) + overflow(page)
    page.get_by_role("textbox", name="Färg").fill("#c8102e")
    page.get_by_role("button", name="Spara uppgifterna").click()
    assert "5,88:1" in page.locator(".field-error").inner_text()
    assert found + faults(page) + overflow(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_a_person_is_let_in_to_what_is_handed_in(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    Report.objects.filter(slug=SLUG).update(status=Status.HANDED_IN)  # past the review's errors
    log_in(page)
    page.goto(f"/rapporter/{SLUG}/arbeta/")
    page.get_by_role("link", name="Släpp in någon till en viss tid").click()
    found = faults(page) + overflow(page)
    page.get_by_label("Vem").select_option(label="Rapportör")
    page.get_by_role("button", name="Släpp in").click()
    found += faults(page) + overflow(page)  # the reason is asked for
    page.get_by_label("Varför").fill("Texten om driften ska rättas.")
    page.get_by_role("button", name="Släpp in").click()
    page.get_by_role("listitem").filter(has_text="Rapportör får ändra till").wait_for()
    found += faults(page) + overflow(page)
    page.get_by_role("button", name="Avsluta nu").click()
    page.get_by_role("listitem").filter(has_text="Rapportör fick ändra till").wait_for()
    assert found == []


LEDGER = (
    "#FLAGGA 0\r\n#RAR 0 20240101 20241231\r\n#KONTO 5010 Löner\r\n#RES 0 5010 7\r\n"
    "#PSALDO 0 202404 5010 {} 3463100\r\n#PSALDO 0 202404 9910 {} 12.50\r\n"
).encode("cp437")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_file_is_imported(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page)
    page.goto(f"/rapporter/{SLUG}/filer/")
    page.get_by_label("Fil").set_input_files({"name": "bok.se", "mimeType": "text/plain", "buffer": LEDGER})
    page.get_by_role("button", name="Visa vad som ändras").click()
    found = faults(page) + overflow(page)
    page.get_by_label("Jag har sett det här, och filen ska ändå läsas in").check()
    page.get_by_role("button", name="Läs in allt detta").click()
    assert page.get_by_role("status").inner_text() == "bok.se är inläst. Ändrade uppgifter: 1."
    found += faults(page) + overflow(page)
    page.goto(f"/rapporter/{SLUG}/konton/personalkostnader/")
    assert page.get_by_role("rowheader").all_inner_texts() == ["5010 Löner", "Summa"]
    assert found + faults(page) + overflow(page) == []


OWN = "Konto;Budget 2024;Utfall april\r\nIntäkter;-43306;-14286\r\nLöner;12106;3500\r\nSumma;1;tolv\r\n".encode()


@pytest.mark.parametrize("width", [320, 1280])
def test_mapping_a_custom_table_passes_axe(page: Page, width: int) -> None:
    """Axe in every state: the question, a refused answer, unknown rows, the preview, what is remembered."""
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page)
    page.goto(f"/rapporter/{SLUG}/filer/")
    page.get_by_label("Fil").set_input_files({"name": "egen.csv", "mimeType": "text/csv", "buffer": OWN})
    page.get_by_role("button", name="Visa vad som ändras").click()
    found = faults(page) + overflow(page)
    page.get_by_label("Kolumn C: Utfall april").select_option("budget")
    page.get_by_role("button", name="Spara och visa vad som ändras").click()
    assert "Inget är sparat än" in page.get_by_role("alert").inner_text()
    found += faults(page) + overflow(page)
    page.get_by_label("Kolumn C: Utfall april").select_option("actual")
    page.get_by_role("button", name="Spara och visa vad som ändras").click()
    found += faults(page) + overflow(page)
    page.get_by_label("Löner").select_option("row:personalkostnader")
    page.get_by_label("Summa").select_option("skip:")
    page.get_by_role("button", name="Spara valen").click()
    found += faults(page) + overflow(page)
    page.get_by_role("button", name="Läs in allt detta").click()
    assert page.get_by_role("status").inner_text() == "egen.csv är inläst. Ändrade uppgifter: 1."
    page.get_by_role("link", name="egen").click()
    assert found + faults(page) + overflow(page) == []


def test_a_keyboard_reaches_the_contents_first(page: Page) -> None:
    log_in(page)
    page.goto(f"/rapporter/{SLUG}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_of_publication_passes_axe_and_fits_the_screen(page: Page, width: int) -> None:
    """For an administratör alone; published, and withdrawn again."""
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, "administrator")
    page.goto(f"/rapporter/{ADOPTED}/publicering/")
    found = faults(page) + overflow(page)
    page.get_by_label("Varför avpubliceras rapporten?").fill("Fel bilaga kom med.")
    page.get_by_role("button", name="Avpublicera").click()
    page.get_by_text("Rapporten är avpublicerad.").wait_for()
    assert found + faults(page) + overflow(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_questions_pass_axe_and_fit_the_screen(page: Page, width: int) -> None:
    """As the ledamot and as the controller, with questions, and with a form refused."""
    page.set_viewport_size({"width": width, "height": 900})
    report, found = f"/rapporter/{ADOPTED}/", []
    question = Question.objects.get(answer="").pk
    pages = {
        "ledamot": (
            "/",
            report,
            f"{report}fraga/",
            f"{report}anteckna/?plats=rad-resultat-summa",
            f"{report}fragor/",
        ),
        "controller": ("/", f"{report}fragor/", f"{report}fragor/{question}/svara/"),
    }
    for username, addresses_of in pages.items():
        log_in(page, username)
        for address in addresses_of:
            page.goto(address)
            found += faults(page) + overflow(page)
        page.context.clear_cookies()
    log_in(page, "ledamot")
    page.goto(f"{report}fraga/?plats=rad-resultat-summa")
    page.get_by_role("button", name="Skicka frågan").click()
    page.locator(".field-error").wait_for()
    assert found + faults(page) + overflow(page) == []
