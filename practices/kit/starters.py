"""Something to begin with: lines to borrow, and small things that do many people good."""

from django.utils.translation import gettext as _

from practices.models import CareArea, CareCost, CareEnergy, Item, KitItem


def borrowed() -> dict[str, Item]:
    """Lines to borrow, by a name that stays. The first three stand in for one's own."""
    lines = {
        "line-here": _("This is hard, and I am here with it."),
        "line-others": _("Other people have stood exactly here."),
        "line-small": _("One small kind thing is enough for now."),
        "line-side": _("I can be on my own side and still put this right."),
        "line-feeling": _("This is a feeling. It has come before, and it has moved."),
        "line-tired": _("I am tired, not broken."),
    }
    return {name: Item(text=text) for name, text in lines.items()}


def care() -> dict[str, Item]:
    """Things that do good, by a name that stays."""
    return {
        "care-water": _item(
            _("A glass of water, slowly"), CareArea.BODY, 2, CareCost.NOTHING, CareEnergy.LITTLE
        ),
        "care-outside": _item(
            _("Outside, once round the block"), CareArea.BODY, 10, CareCost.NOTHING, CareEnergy.SOME
        ),
        "care-stretch": _item(
            _("Arms up, shoulders round"), CareArea.BODY, 2, CareCost.NOTHING, CareEnergy.LITTLE
        ),
        "care-bath": _item(
            _("A bath, or warm water over the hands"), CareArea.BODY, 15, "", CareEnergy.LITTLE
        ),
        "care-cook": _item(
            _("Something warm to eat, even toast"),
            CareArea.BODY,
            15,
            CareCost.LITTLE,
            CareEnergy.SOME,
        ),
        "care-break": _item(
            _("Ten minutes with nothing to answer"), CareArea.MIND, 10, CareCost.NOTHING, ""
        ),
        "care-funny": _item(
            _("Something that made me laugh before"), CareArea.MIND, 20, "", CareEnergy.LITTLE
        ),
        "care-page": _item(
            _("Half a page, for nobody"), CareArea.MIND, 10, CareCost.NOTHING, CareEnergy.SOME
        ),
        "care-order": _item(
            _("One drawer, one shelf, one corner"),
            CareArea.MIND,
            10,
            CareCost.NOTHING,
            CareEnergy.SOME,
        ),
        "care-pet": _item(
            _("An animal to stroke, or a blanket"), CareArea.EMOTION, 5, "", CareEnergy.LITTLE
        ),
        "care-song": _item(
            _("A song I know all the words of"),
            CareArea.EMOTION,
            4,
            CareCost.NOTHING,
            CareEnergy.LITTLE,
        ),
        "care-hello": _item(
            _("A message to someone, only hello"),
            CareArea.EMOTION,
            3,
            CareCost.NOTHING,
            CareEnergy.SOME,
        ),
        "care-cup": _item(
            _("A warm cup, held in both hands"),
            CareArea.EMOTION,
            5,
            CareCost.LITTLE,
            CareEnergy.LITTLE,
        ),
    }


def offered(kind: str) -> dict[str, Item]:
    """What there is to begin with, of one kind of the kit."""
    if kind == KitItem.Kind.LINE:
        return borrowed()
    return care() if kind == KitItem.Kind.CARE else {}


def _item(text: str, area: str, minutes: int, cost: str, energy: str) -> Item:
    return Item(text=text, area=area, minutes=minutes, cost=cost, energy=energy)
