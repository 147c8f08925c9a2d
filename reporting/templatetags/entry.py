"""Links next to the fields of a form."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def history_link(bound: Any, name: str = "") -> str:
    """A link to a cell's history; "" for an unsaved row, or a field without a journal."""
    cell = getattr(bound.form, "cell_key", lambda _name: None)(bound.name)
    if cell is None:
        return ""
    url = reverse("cell_history", args=[bound.form.instance.report.slug, *cell])
    return format_html(
        '<a class="cell-history" href="{}"><span class="visually-hidden">{}: </span>Historik</a>',
        url,
        name or bound.label,
    )


@register.filter
def untranslated(bound: Any) -> SafeString:
    """The field, which a browser's translation leaves as typed."""
    hidden = bound.as_hidden(only_initial=True) if bound.field.show_hidden_initial else SafeString("")
    return SafeString(bound.as_widget(attrs={"translate": "no"}) + hidden)
