from django.urls import path

from practices import views

urlpatterns = [path("now/", views.now, name="now")]
