from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from reporting.admin import may_use_admin
from reporting.views import (
    access,
    adoption,
    assignments,
    catalogue,
    comments,
    comparison,
    entry,
    first_run,
    groups,
    hand_in,
    history,
    imports,
    live,
    municipalities,
    municipality,
    notices,
    over_time,
    people,
    public,
    publication,
    questions,
    reading,
    reports,
    review,
    rounds,
    saved_tables,
    second_factor,
    single_sign_on,
    start,
    style,
    templates,
)
from reporting.views import (
    account as own,
)

handler429 = "reporting.views.outage.too_many_requests"
handler500 = "reporting.views.outage.server_error"

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # its rate limits
admin.site.has_permission = may_use_admin  # type: ignore[method-assign]
admin.site.site_header = "Nämndrapport: administration"
admin.site.site_title = "Nämndrapport"

handler400 = "reporting.views.refusals.bad_request"

# The allauth pages of local accounts without self-signup; the names are allauth's.
account_urls: list[URLPattern | URLResolver] = [
    path("konto/", own.account_page, name="account_page"),
    path("konto/aviseringar/", notices.account_notices, name="account_notices"),
    path("konto/uppgifter/", own.account_facts, name="account_facts"),
    path("konto/inloggningar/", own.account_sessions, name="account_sessions"),
    path("konto/logga-in/", single_sign_on.log_in, name="account_login"),
    path("konto/logga-ut/", account.logout, name="account_logout"),
    path("konto/logga-in/kod/", mfa.authenticate, name="mfa_authenticate"),
    path("konto/logga-in/<slug:provider_id>/", single_sign_on.sso_log_in, name="openid_connect_login"),
    path(
        "konto/logga-in/<slug:provider_id>/svar/", single_sign_on.sso_answer, name="openid_connect_callback"
    ),
    path("konto/koppla/", single_sign_on.account_connect, name="account_connect"),
    path("konto/losenord/", own.account_password, name="account_change_password"),
    path("konto/glomt/", account.password_reset, name="account_reset_password"),
    path("konto/glomt/skickat/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^konto/nytt-losenord/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "konto/nytt-losenord/klart/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("konto/bekrafta/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/bekrafta/kod/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("konto/bekrafta/nyckel/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("konto/andra-faktor/", second_factor.factors, name="mfa_index"),
    path("konto/andra-faktor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("konto/andra-faktor/app/ta-bort/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("konto/andra-faktor/reservkoder/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "konto/andra-faktor/reservkoder/nya/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("konto/andra-faktor/nycklar/", second_factor.keys, name="mfa_list_webauthn"),
    path("konto/andra-faktor/nycklar/ny/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "konto/andra-faktor/nycklar/<int:pk>/ta-bort/", webauthn.remove_webauthn, name="mfa_remove_webauthn"
    ),
    path("konto/avstangt/", account.account_inactive, name="account_inactive"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", reports.report_list, name="report_list"),
    path("rapporter/", reports.report_search, name="report_search"),
    path("hjalp/", own.help_page, name="help_page"),
    path("tillganglighet/", public.accessibility_page, name="accessibility_page"),
    path("stil/", style.style_page, name="style_page"),
    path("rapporter/<slug:slug>/", reading.report_page, name="report_page"),
    path("rapporter/<slug:slug>/tjansteskrivelse.pdf", reading.report_memo, name="report_memo"),
    path("rapporter/<slug:slug>/rapport.<str:extension>", reading.report_file, name="report_file"),
    path("rapporter/<slug:slug>/faststall/", adoption.report_adoption, name="report_adoption"),
    path("rapporter/<slug:slug>/slapp-in/", access.access_new, name="access_new"),
    path("rapporter/<slug:slug>/slapp-in/<int:pk>/avsluta/", access.access_end, name="access_end"),
    path("rapporter/<slug:slug>/publicering/", publication.report_publication, name="report_publication"),
    path("rapporter/<slug:slug>/avpublicera/", publication.report_withdrawal, name="report_withdrawal"),
    path("rapporter.atom", catalogue.published_feed, name="published_feed"),
    path("sitemap.xml", catalogue.site_map, name="site_map"),
    path("robots.txt", catalogue.robots, name="robots"),
    path("data/", catalogue.catalogue_start, name="catalogue"),
    path("data/dcat.<str:extension>", catalogue.catalogue_file, name="catalogue_file"),
    path("namnder/<slug:slug>/rapporter.atom", catalogue.committee_feed, name="committee_feed"),
    path("namnder/<slug:slug>/rapporter.csv", catalogue.committee_data, name="committee_data"),
    path(
        "namnder/<slug:slug>/rapporter.csv-metadata.json",
        catalogue.committee_data_described,
        name="committee_data_described",
    ),
    path("namnder/<slug:slug>/", public.committee_page, name="committee_page"),
    path("rapporter/<slug:slug>/arbeta/", entry.report_workspace, name="report_workspace"),
    path("rapporter/<slug:slug>/status/", entry.report_move, name="report_move"),
    path("rapporter/<slug:slug>/lamna-in/", hand_in.report_hand_in, name="report_hand_in"),
    path("rapporter/<slug:slug>/aterta/svara/", hand_in.return_answer, name="return_answer"),
    path("rapporter/<slug:slug>/arbeta/<slug:key>/", entry.section_edit, name="section_edit"),
    path("rapporter/<slug:slug>/arbeta/<slug:key>/rad/", entry.section_row, name="section_row"),
    path("rapporter/<slug:slug>/arbeta/<slug:key>/celler/", entry.section_cells, name="section_cells"),
    path("rapporter/<slug:slug>/fordela/", assignments.report_assignments, name="report_assignments"),
    path("rapporter/<slug:slug>/arbeta/<slug:key>/klar/", assignments.section_done, name="section_done"),
    path("rapporter/<slug:slug>/arbeta/<slug:key>/oppna/", assignments.section_open, name="section_open"),
    path("rapporter/<slug:slug>/andringar/", history.report_changes, name="report_changes"),
    path(
        "rapporter/<slug:slug>/historik/<str:model>/<slug:row_key>/<slug:field>/",
        history.cell_history,
        name="cell_history",
    ),
    path("rapporter/<slug:slug>/jamforelse/", comparison.report_comparison, name="report_comparison"),
    path(
        "rapporter/<slug:slug>/jamforelse.xlsx",
        comparison.report_comparison_file,
        name="report_comparison_file",
    ),
    path("rapporter/<slug:slug>/fraga/", questions.question_ask, name="question_ask"),
    path("rapporter/<slug:slug>/anteckna/", questions.note_keep, name="note_keep"),
    path("rapporter/<slug:slug>/anteckna/<int:pk>/ta-bort/", questions.note_remove, name="note_remove"),
    path("rapporter/<slug:slug>/fragor/", questions.question_list, name="question_list"),
    path("rapporter/<slug:slug>/fragor.pdf", questions.question_file, name="question_file"),
    path("rapporter/<slug:slug>/fragor/<int:pk>/svara/", questions.question_answer, name="question_answer"),
    path(
        "rapporter/<slug:slug>/fragor/<int:pk>/publicera/",
        questions.question_publish,
        name="question_publish",
    ),
    path("rapporter/<slug:slug>/kommentarer/", comments.comment_list, name="comment_list"),
    path("rapporter/<slug:slug>/kommentarer/ny/", comments.comment_new, name="comment_new"),
    path("rapporter/<slug:slug>/kommentarer/<int:pk>/svara/", comments.comment_reply, name="comment_reply"),
    path("rapporter/<slug:slug>/kommentarer/<int:pk>/andra/", comments.comment_edit, name="comment_edit"),
    path(
        "rapporter/<slug:slug>/kommentarer/<int:pk>/ta-bort/", comments.comment_remove, name="comment_remove"
    ),
    path(
        "rapporter/<slug:slug>/kommentarer/<int:pk>/klar/", comments.comment_resolve, name="comment_resolve"
    ),
    path("rapporter/<slug:slug>/over-tid/", over_time.followed_rows, name="followed_rows"),
    path(
        "rapporter/<slug:slug>/over-tid/<str:table>/<str:row>/", over_time.followed_row, name="followed_row"
    ),
    path("rapporter/<slug:slug>/arbeta/<slug:key>/siffror/", live.figure_search, name="figure_search"),
    path("rapporter/<slug:slug>/granskning/gor-levande/", review.figure_make_live, name="figure_make_live"),
    path("rapporter/<slug:slug>/granskning/", review.report_review, name="report_review"),
    path("rapporter/<slug:slug>/granskning.pdf", review.report_review_file, name="report_review_file"),
    path("rapporter/<slug:slug>/granskning/godta/", review.finding_accept, name="finding_accept"),
    path("rapporter/<slug:slug>/granskning/ta-tillbaka/", review.finding_reopen, name="finding_reopen"),
    path("namnder/<slug:slug>/kommun/", municipality.municipality_identity, name="municipality_identity"),
    path("namnder/<slug:slug>/uppgifter/", municipalities.committee_facts, name="committee_facts"),
    path("namnder/<slug:slug>/personer/", people.committee_people, name="committee_people"),
    path("namnder/<slug:slug>/ny-rapport/", start.report_start, name="report_start"),
    path("rapporter/<slug:slug>/uppgifter/", start.report_facts, name="report_facts"),
    path("rapporter/<slug:slug>/ratta/", start.report_correction, name="report_correction"),
    path("rapporter/<slug:slug>/mall/", templates.report_template, name="report_template"),
    path("namnder/<slug:slug>/mallar/", templates.template_list, name="template_list"),
    path("namnder/<slug:slug>/mallar/fardiga/", templates.template_starters, name="template_starters"),
    path("mallar/<int:pk>/till-andra-namnder/", templates.template_spread, name="template_spread"),
    path("mallar/<int:pk>/", templates.template_edit, name="template_edit"),
    path("mallar/<int:pk>/kopiera/", templates.template_copy, name="template_copy"),
    path("mallar/<int:pk>/visa/", templates.template_preview, name="template_preview"),
    path("mallar/<int:pk>/avsnitt/<slug:key>/", templates.template_section, name="template_section"),
    path(
        "mallar/<int:pk>/avsnitt/<slug:key>/visa/",
        templates.template_section_preview,
        name="template_section_preview",
    ),
    path("rapporter/<slug:slug>/filer/", imports.import_start, name="import_start"),
    path("rapporter/<slug:slug>/filer/<int:pk>/", imports.import_preview, name="import_preview"),
    path(
        "rapporter/<slug:slug>/filer/<int:pk>/kolumner/", saved_tables.import_columns, name="import_columns"
    ),
    path(
        "rapporter/<slug:slug>/filer/<int:pk>/rader/<int:mapping_pk>/",
        saved_tables.table_rows,
        name="table_rows",
    ),
    path("rapporter/<slug:slug>/tabeller/<int:pk>/", saved_tables.table_mapping, name="table_mapping"),
    path("rapporter/<slug:slug>/inmatning.xlsx", imports.entry_workbook, name="entry_workbook"),
    path("", include("budgets.urls")),
    path("", include("goals.urls")),
    path("forsta-start/", first_run.first_run, name="first_run"),
    path("kommuner/", municipalities.municipality_list, name="municipality_list"),
    path("kommuner/<slug:slug>/", municipalities.municipality_page, name="municipality_page"),
    path("kommuner/<slug:slug>/uppgifter/", municipalities.municipality_facts, name="municipality_facts"),
    path("kommuner/<slug:slug>/andringar/", municipalities.municipality_log, name="municipality_log"),
    path("kommuner/<slug:slug>/nya-namnder/", municipalities.committee_new, name="committee_new"),
    path("kommuner/<slug:slug>/skickad-post/", notices.sent_mail, name="sent_mail"),
    path(
        "kommuner/<slug:slug>/ny-administrator/", municipalities.administrator_new, name="administrator_new"
    ),
    path("kommuner/<slug:slug>/omgangar/", rounds.round_list, name="round_list"),
    path("kommuner/<slug:slug>/omgangar/ny/", rounds.round_new, name="round_new"),
    path("kommuner/<slug:slug>/omgangar/<int:pk>/", rounds.round_page, name="round_page"),
    path("kommuner/<slug:slug>/omgangar/<int:pk>/andra/", rounds.round_edit, name="round_edit"),
    path("kommuner/<slug:slug>/omgangar/<int:pk>/borja/", rounds.round_begin, name="round_begin"),
    path("kommuner/<slug:slug>/omgangar/<int:pk>/ta-bort/", rounds.round_remove, name="round_remove"),
    path("kommuner/<slug:slug>/omgangar/<int:pk>/tidplan.ics", rounds.round_calendar, name="round_calendar"),
    path(
        "kommuner/<slug:slug>/omgangar/<int:pk>/namnder/<slug:committee>/",
        rounds.round_committee,
        name="round_committee",
    ),
    path(
        "kommuner/<slug:slug>/omgangar/<int:pk>/namnder/<slug:committee>/ta-ut/",
        rounds.round_committee_remove,
        name="round_committee_remove",
    ),
    path("rapporter/<slug:slug>/tidplan.ics", rounds.report_calendar, name="report_calendar"),
    path("kommuner/<slug:slug>/ny-person/", people.person_new, name="person_new"),
    path("kommuner/<slug:slug>/personer/<int:pk>/", people.person_page, name="person_page"),
    path("kommuner/<slug:slug>/personer/<int:pk>/roller/", people.person_roles, name="person_roles"),
    path("kommuner/<slug:slug>/personer/<int:pk>/losenord/", people.person_password, name="person_password"),
    path("kommuner/<slug:slug>/personer/<int:pk>/bjud-in/", people.person_invite, name="person_invite"),
    path(
        "kommuner/<slug:slug>/personer/<int:pk>/andra-faktor/", people.person_factors, name="person_factors"
    ),
    path("kommuner/<slug:slug>/grupper/", groups.group_roles, name="group_roles"),
    path(
        "kommuner/<slug:slug>/grupper/<int:pk>/ta-bort/", groups.group_role_remove, name="group_role_remove"
    ),
    path("roller/<int:pk>/", people.membership_edit, name="membership_edit"),
    path("kommunadministratorer/<int:pk>/", people.administrator_edit, name="administrator_edit"),
    *account_urls,
    path("administration/", admin.site.urls),
]
