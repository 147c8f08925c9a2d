"""What the portal sends by mail: what a person wants, and what was sent."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from reporting.decorators import PortalRequest, load_municipality
from reporting.mail.forms import NoticesForm
from reporting.models import Municipality
from reporting.permissions import Subject

PAGE_LENGTH = 50


@require_http_methods(["GET", "HEAD", "POST"])
def account_notices(request: PortalRequest) -> HttpResponse:
    """Which kinds of mail one wants."""
    form = NoticesForm(request.POST if request.method == "POST" else None, person=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Dina aviseringar är sparade.")
        return redirect("account_notices")
    return render(request, "account/notices.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@load_municipality(Subject.PEOPLE)
def sent_mail(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    """Who was sent what and when, of a kommun. Its texts only in the demo: they are to their receivers."""
    pages = Paginator(municipality.outgoing_mail.select_related("person"), PAGE_LENGTH)
    context = {
        "municipality": municipality,
        "page": pages.get_page(request.GET.get("sida")),
        "shows_text": settings.SHOW_MAIL,
    }
    return render(request, "reporting/administration/sent_mail.html", context)
