"""The first start of an empty portal."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reporting.administration.first_run import begin, is_open
from reporting.administration.forms import FirstRunForm
from reporting.entry.forms import posted_text
from reporting.views.outage import too_many_requests

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Makes the first kommun and its kommunadministratör, for whoever has the server's token. 404 ever after."""
    if not is_open():
        raise Http404
    if request.method == "POST" and not ratelimit.consume(request, action="first_run"):
        return too_many_requests(request)
    data = request.POST if request.method == "POST" else None
    form = FirstRunForm(data, initial={"token": posted_text(request.GET, "nyckel")})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        made = begin(municipality=sent["municipality_name"], person=form.instance, password=sent["password"])
        login(request, form.instance, backend=BACKEND)
        messages.success(
            request, f"{made.name} är på plats, och du är dess kommunadministratör. Lägg nu till nämnderna."
        )
        return redirect("committee_new", made.slug)
    return render(
        request, "reporting/administration/first_run.html", {"form": form}, status=422 if form.errors else 200
    )
