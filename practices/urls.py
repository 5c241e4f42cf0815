from django.urls import path

from practices.views import after, gentle, kit, library, now, player

urlpatterns = [
    path("now/", now.now, name="now"),
    path("practices/", library.library_page, name="practices"),
    path("practices/before/", player.before, name="practice-before"),
    path("practices/choices/", player.choose, name="practice-choices"),
    path("practices/steady/", after.steady, name="steady"),
    path("practices/gentle/", gentle.gentle_mode, name="gentle-mode"),
    path("practices/kit/", kit.kit_page, name="kit"),
    path("practices/kit/add/<slug:kind>/", kit.kit_add, name="kit-add"),
    path("practices/kit/<uuid:uuid>/", kit.kit_change, name="kit-item"),
    path("practices/kit/<uuid:uuid>/move/", kit.kit_move, name="kit-move"),
    path("practices/kit/<uuid:uuid>/delete/", kit.kit_delete, name="kit-delete"),
    path("practices/<slug:slug>/", library.practice_page, name="practice"),
    path("practices/<slug:slug>/sit/", player.sit, name="practice-sit"),
    path("practices/<slug:slug>/after/", after.after, name="practice-after"),
    path("practices/<slug:slug>/done/", after.done, name="practice-done"),
    path("practices/<slug:slug>/favourite/", kit.kit_favourite, name="practice-favourite"),
]
