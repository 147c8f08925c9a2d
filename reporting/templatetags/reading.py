"""Texts of a report as they are read."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from reporting.renderers.unbroken import PARTS

register = template.Library()


@register.filter
def unbroken(text: str) -> SafeString:
    """Dates, and figures with their units, kept on one line."""
    return mark_safe(PARTS.sub(r'<span class="unbroken">\g<0></span>', conditional_escape(text)))


@register.filter
def kilobytes(size: int) -> str:
    return f"{max(1, round(size / 1000))}\u00a0kB"
