"""Something to begin with: lines to borrow, and small things that do many people good."""

from django.utils.translation import gettext as _

from practices.models import Item, KitItem


def borrowed() -> dict[str, Item]:
    """Lines to borrow, by a name that stays. The first three stand in for one's own."""
    said = {
        "line-here": _("This is hard, and I am here with it."),
        "line-others": _("Other people have stood exactly here."),
        "line-small": _("One small kind thing is enough for now."),
        "line-side": _("I can be on my own side and still put this right."),
        "line-feeling": _("This is a feeling. It has come before, and it has moved."),
        "line-tired": _("I am tired, not broken."),
    }
    return {name: Item(text=text) for name, text in said.items()}


def care() -> dict[str, Item]:
    """Things that do good, by a name that stays: body, mind, emotion."""
    return {
        "care-water": _item(_("A glass of water, slowly"), "body", 2, "nothing", "little"),
        "care-outside": _item(_("Outside, once round the block"), "body", 10, "nothing", "some"),
        "care-stretch": _item(_("Arms up, shoulders round"), "body", 2, "nothing", "little"),
        "care-bath": _item(_("A bath, or warm water over the hands"), "body", 15, "", "little"),
        "care-cook": _item(_("Something warm to eat, even toast"), "body", 15, "little", "some"),
        "care-break": _item(_("Ten minutes with nothing to answer"), "mind", 10, "nothing", ""),
        "care-funny": _item(_("Something that made me laugh before"), "mind", 20, "", "little"),
        "care-page": _item(_("Half a page, for nobody"), "mind", 10, "nothing", "some"),
        "care-order": _item(_("One drawer, one shelf, one corner"), "mind", 10, "nothing", "some"),
        "care-pet": _item(_("An animal to stroke, or a blanket"), "emotion", 5, "", "little"),
        "care-song": _item(_("A song I know all the words of"), "emotion", 4, "nothing", "little"),
        "care-hello": _item(_("A message to someone, only hello"), "emotion", 3, "nothing", "some"),
        "care-cup": _item(_("A warm cup, held in both hands"), "emotion", 5, "little", "little"),
    }


def offered(kind: str) -> dict[str, Item]:
    """What there is to begin with, of one kind of the kit."""
    if kind == KitItem.Kind.LINE:
        return borrowed()
    return care() if kind == KitItem.Kind.CARE else {}


def _item(text: str, area: str, minutes: int, cost: str, energy: str) -> Item:
    return Item(text=text, area=area, minutes=minutes, cost=cost, energy=energy)
