"""The page of looks: every component in every state, on made-up data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting.models.choices import Status
from reporting.renderers.page import blocks_html
from reporting.renderers.samples import BLOCKS


@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    samples = [(title, blocks_html(blocks, 1)) for title, blocks in BLOCKS.items()]
    return render(request, "reporting/style/page.html", {"samples": samples, "statuses": Status.choices})
