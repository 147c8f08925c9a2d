from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("administration/", admin.site.urls),
    path("konto/", include("allauth.urls")),
]
