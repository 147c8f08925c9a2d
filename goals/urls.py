from django.urls import path

from goals import views

urlpatterns = [
    path("namnder/<slug:slug>/styrmodeller/", views.steering_list, name="steering_list"),
    path("namnder/<slug:slug>/styrmodeller/ny/", views.steering_new, name="steering_new"),
    path("namnder/<slug:slug>/styrmodeller/prova/", views.steering_preview, name="steering_preview"),
    path("namnder/<slug:slug>/styrmodeller/<int:pk>/", views.steering_edit, name="steering_edit"),
]
