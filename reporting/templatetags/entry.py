"""What stands beside the fields of a form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reporting.entry.rows import findings_id
from reporting.review.findings import Finding

register = template.Library()


@register.inclusion_tag("reporting/sections/_proposals.html")
def proposals(cell: Any, *, is_update: bool = False) -> dict[str, Any]:
    """What is proposed for a cell. ``is_update``: takes the place of what the page has already."""
    return {"cell": cell, "is_update": is_update}


@register.simple_tag
def history_link(bound: Any, name: str = "") -> str:
    """A link to what a cell has held; nothing for a row that is not saved, or a field without a journal."""
    cell = getattr(bound.form, "cell_key", lambda _name: None)(bound.name)
    if cell is None:
        return ""
    url = reverse("cell_history", args=[bound.form.instance.report.slug, *cell])
    return format_html(
        '<a class="cell-history" href="{}"><span class="visually-hidden">{}: </span>Historik</a>',
        url,
        name or bound.label,
    )


@register.simple_tag
def cell_findings(field_id: str, findings: Iterable[Finding] = (), *, is_swapped: bool = False) -> SafeString:
    """The place beside a field for what the review says of it: a sign for each finding, with its text hidden.

    The field is described by the place, which is there when it is empty too: what is found while one types
    is swapped in.
    """
    signs = format_html_join(
        "",
        '<a class="cell-finding severity-{}" href="#fynd-{}" title="{}"><span aria-hidden="true">!</span>'
        '<span class="visually-hidden">{}: {}</span></a>',
        ((one.severity, one.fingerprint, one.message, one.severity.label, one.message) for one in findings),
    )
    swap = SafeString(' hx-swap-oob="true"' if is_swapped else "")
    return format_html('<span class="cell-findings" id="{}"{}>{}</span>', findings_id(field_id), swap, signs)
