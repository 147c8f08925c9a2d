from django.urls import path

from budgets import forecast_views
from budgets.ledger import views as ledger

urlpatterns = [
    path("rapporter/<slug:slug>/kontoregler/", ledger.ledger_rules, name="ledger_rules"),
    path("rapporter/<slug:slug>/konton/<slug:key>/", ledger.line_accounts, name="line_accounts"),
    path(
        "rapporter/<slug:slug>/prognossakerhet/",
        forecast_views.forecast_precision,
        name="forecast_precision",
    ),
]
