from django.urls import path

from budgets import forecast_views, import_views, table_views

urlpatterns = [
    path("rapporter/<slug:slug>/filer/", import_views.import_start, name="import_start"),
    path("rapporter/<slug:slug>/filer/<int:pk>/", import_views.import_preview, name="import_preview"),
    path("rapporter/<slug:slug>/filer/<int:pk>/kolumner/", table_views.import_columns, name="import_columns"),
    path(
        "rapporter/<slug:slug>/filer/<int:pk>/rader/<int:mapping_pk>/",
        table_views.table_rows,
        name="table_rows",
    ),
    path("rapporter/<slug:slug>/tabeller/<int:pk>/", table_views.table_mapping, name="table_mapping"),
    path("rapporter/<slug:slug>/kontoregler/", import_views.ledger_rules, name="ledger_rules"),
    path("rapporter/<slug:slug>/konton/<slug:key>/", import_views.line_accounts, name="line_accounts"),
    path(
        "rapporter/<slug:slug>/prognossakerhet/",
        forecast_views.forecast_precision,
        name="forecast_precision",
    ),
    path("rapporter/<slug:slug>/inmatning.xlsx", import_views.entry_workbook, name="entry_workbook"),
]
