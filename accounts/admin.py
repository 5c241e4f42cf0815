"""What staff can do: let people in, help them back in, and let them go. Never: read.

No model that holds what someone wrote is registered here, and none that holds a key.
"""

from functools import partial
from http import HTTPStatus
from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin import actions as of_django
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    BaseUserCreationForm,
    SetUnusablePasswordMixin,
)
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, User
from accounts.signin import delete_account, invitations, sessions
from accounts.signin.adapter import confirms_by_mail
from accounts.vault import keys


class StaffSite(admin.AdminSite):
    """Django's admin, behind our own sign-in. To everyone but staff it is not there."""

    site_title = site_header = _("Dear Self")
    index_title = _("People and invitations")
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        def for_staff(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise Http404
            return cast("HttpResponseBase", guarded(request, *args, **kwargs))

        return for_staff

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Visitors were sent to the sign-in page before they came this far."""
        return self.admin_view(lambda request: redirect("admin:index"))(request)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """To the account's own page: Django's would not wrap the keys, and so seal the journal."""
        return redirect("account_change_password")

    password_change_done = password_change


site = StaffSite()


class ForStaff:
    """Everyone on the staff may do everything here. There is nothing finer to give out."""

    def _may(self, request: HttpRequest, obj: Any = None) -> bool:
        return site.has_permission(request)

    has_add_permission = has_change_permission = has_delete_permission = _may
    has_view_permission = has_module_permission = _may


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "is_active", "is_staff", "quota_mb"]
        labels = {"is_active": _("Can sign in"), "is_staff": _("Staff"), "quota_mb": _("Space, MB")}
        help_texts = {
            "is_active": _("Off, what they wrote stays as it is, sealed."),
            "is_staff": _("Can use these pages. Not: read what anyone wrote."),
            "quota_mb": _("Empty: as much as everyone has."),
        }

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewPersonForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["email"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class StaffNewPasswordForm(AdminPasswordChangeForm):
    usable_password = SetUnusablePasswordMixin.create_usable_password_field(
        help_text=_("Disabled: they choose one themselves, by a link that they have sent to them.")
    )

    def save(self, commit: bool = True) -> User:
        """Write the new password, and end every visit of the person, as any new password does."""
        user: User = super().save(commit)
        sessions.end_visits(user)
        return user


@admin.register(User, site=site)
class People(ForStaff, UserAdmin):
    """Who has an account, and what helps when someone cannot get in."""

    form = PersonForm
    add_form = NewPersonForm
    change_password_form = StaffNewPasswordForm
    change_user_password_template = "admin/accounts/user/change_password.html"  # noqa: S105 - a file
    list_display = ("email", "is_active", "is_staff", "joined")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email",)
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("joined", "journal", "second_step", "password_link")
    fieldsets = ((None, {"fields": (*PersonForm.Meta.fields, *readonly_fields)}),)
    add_fieldsets = (
        (
            None,
            {
                "fields": ("email", "password1", "password2"),
                "description": _(
                    "Their journal is made when they first sign in. You know this password until "
                    "they change it, so ask them to change it at once."
                ),
            },
        ),
    )
    actions = ("delete_selected", "turn_off_second_step")

    @admin.display(description=_("Journal"))
    def journal(self, user: User) -> Promise:
        if keys.is_sealed(user):
            return _("Sealed. Their recovery key or an earlier password opens it.")
        return _("Theirs alone. No page here opens it.")

    @admin.display(description=_("Second step"))
    def second_step(self, user: User) -> Promise:
        return _("On") if Authenticator.objects.filter(user=user).exists() else _("None")

    @admin.display(description=_("Password"))
    def password_link(self, user: User) -> str:
        link = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a href="{}">{}</a>', link, gettext("Give them a new one"))

    @admin.action(description=_("Turn off the second step"))
    def turn_off_second_step(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """For someone who lost their phone and their codes, or after a lost secret key."""
        with_one = list(people.filter(pk__in=Authenticator.objects.values("user_id")))
        Authenticator.objects.filter(user__in=with_one).delete()
        for user in with_one:
            self.log_change(request, user, "Turned off the second step.")
        message = ngettext(
            "The second step is off for %(number)s person. Their password is enough now.",
            "The second step is off for %(number)s people. Their passwords are enough now.",
            len(with_one),
        )
        self.message_user(request, message % {"number": len(with_one)}, messages.SUCCESS)

    def save_model(self, request: HttpRequest, user: User, form: Any, change: bool) -> None:
        """allauth keeps the address in a row of its own. With mail, they confirm it themselves.

        Only what the page changed is written: it may have been read before a new password.
        """
        user.save(update_fields=form.changed_data if change else None)
        if not change or "email" in form.changed_data:
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(
                user=user, email=user.email, primary=True, verified=not confirms_by_mail()
            )

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - Django's name for it
        form_url: str = "",
    ) -> HttpResponse:
        """Staff change their own at their account's page, which wraps their keys under it."""
        if id == str(request.user.pk):
            return redirect("account_change_password")
        response: HttpResponse = super().user_change_password(request, id, form_url)
        if response.status_code == HTTPStatus.FOUND:  # Django has given this visit another key
            UserSession.objects.create_from_request(request)
        return response

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff delete anyone but themselves: their visit would end amid it. Settings do that."""
        return self._may(request) and obj != request.user

    @admin.action(permissions=["delete"], description=_("Delete the selected people"))
    def delete_selected(self, request: HttpRequest, people: QuerySet[User]) -> Any:
        """Django's action, for everyone who was ticked but whoever ticked them."""
        return of_django.delete_selected(self, request, people.exclude(pk=str(request.user.pk)))

    def get_deleted_objects(self, people: Any, request: HttpRequest) -> Any:
        """Names the people, and none of the rows that go with them."""
        return [str(user) for user in people], {_("people"): len(people)}, set(), []

    def delete_model(self, request: HttpRequest, user: User) -> None:
        """Delete a person as their own leaving does: the keys first, and for good."""
        transaction.on_commit(partial(delete_account.delete_account, user))

    def delete_queryset(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for user in people:
            self.delete_model(request, user)


class NewInvitationForm(forms.ModelForm):
    days = forms.IntegerField(
        label=_("Good for how many days"),
        initial=invitations.GOOD_FOR_DAYS,
        min_value=1,
        max_value=invitations.MOST_DAYS,
    )

    class Meta:
        model = Invitation
        fields = ["note"]
        help_texts = {"note": _("For yourself: who it is for. The staff can read it.")}


@admin.register(Invitation, site=site)
class Invitations(ForStaff, admin.ModelAdmin):
    """Invitations. A link is on the page that follows, and in no list, message or log."""

    list_display = ("__str__", "created", "expires", "used_at")
    ordering = ("-created",)
    fields = ("note", "created", "expires", "used_at")
    readonly_fields = ("created", "expires", "used_at")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else NewInvitationForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fields(request, obj) if obj else ["note", "days"]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        one_button = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, one_button | (extra_context or {}))

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            token = invitations.send_out(obj, form.cleaned_data["days"])
            request.invitation_link = invitations.link(token)  # type: ignore[attr-defined] # ours

    def response_add(
        self, request: HttpRequest, obj: Invitation, post_url_continue: Any = None
    ) -> HttpResponse:
        context = {"title": _("A link for one person"), "invitation": obj, "opts": self.opts}
        context |= {"link": request.invitation_link}  # type: ignore[attr-defined] # from save_model
        page = "admin/accounts/invitation/link.html"
        return TemplateResponse(request, page, site.each_context(request) | context)
