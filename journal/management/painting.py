"""A few pictures for `manage.py demo`, painted as it runs: nobody's photographs are borrowed."""

import io
from collections.abc import Callable
from functools import cache
from math import sin

from PIL import Image, ImageDraw, ImageFilter

from accounts.pictures.files import PreparedPicture, prepare_picture

type Colour = tuple[int, int, int]
SIZE = (960, 720)


@cache
def painted(name: str) -> PreparedPicture:
    """The picture of this name, as it would be after coming in with a form."""
    picture = PICTURES[name]()
    grain = Image.effect_noise(SIZE, 26).convert("RGB")
    file = io.BytesIO()
    Image.blend(picture, grain, 0.05).save(file, "PNG", compress_level=1)
    return prepare_picture(file.getvalue())


def _gradient(size: tuple[int, int], *colours: Colour) -> Image.Image:
    """From the first colour at the top to the last at the bottom."""
    strip = Image.new("RGB", (1, len(colours)))
    strip.putdata(colours)
    return strip.resize(size, Image.Resampling.BICUBIC)


def _glow(picture: Image.Image, at: tuple[int, int], radius: int, colour: Colour) -> None:
    """Light round a place, strongest in its middle."""
    light = Image.new("L", SIZE, 0)
    x, y = at
    for step in range(12, 0, -1):
        r = radius * step // 12
        ImageDraw.Draw(light).ellipse((x - r, y - r, x + r, y + r), fill=150 * (13 - step) // 12)
    picture.paste(colour, mask=light.filter(ImageFilter.GaussianBlur(radius // 8)))


def _table() -> Image.Image:
    """A kitchen table in the evening, under a lamp. The door behind it is yellow."""
    picture = _gradient(SIZE, (96, 78, 66), (126, 98, 74), (88, 66, 52))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((96, 130, 320, 560), fill=(222, 176, 62))
    for top in (168, 366):
        draw.rectangle((130, top, 286, top + 158), outline=(186, 140, 40), width=5)
    draw.ellipse((288, 346, 306, 364), fill=(110, 84, 40))
    draw.rectangle((610, 110, 850, 330), fill=(44, 52, 78))
    draw.rectangle((610, 110, 850, 330), outline=(176, 150, 118), width=12)
    draw.line((730, 110, 730, 330), fill=(176, 150, 118), width=8)
    for x, y, r in ((660, 250, 3), (690, 276, 2), (790, 262, 3), (816, 240, 2)):
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(250, 214, 140))
    picture = picture.filter(ImageFilter.GaussianBlur(3))
    _glow(picture, (480, 330), 330, (255, 214, 140))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 545, 960, 720), fill=(122, 82, 52))
    for y in range(560, 720, 26):
        draw.line((0, y, 960, y + 6), fill=(112, 74, 46), width=3)
    _glow(picture, (480, 610), 260, (226, 176, 112))
    draw = ImageDraw.Draw(picture)
    draw.line((480, 0, 480, 210), fill=(52, 44, 40), width=4)
    draw.polygon(((420, 300), (540, 300), (506, 206), (454, 206)), fill=(248, 226, 176))
    for left, colour in ((330, (86, 118, 138)), (556, (196, 190, 176))):
        draw.arc((left + 58, 548, left + 112, 604), -80, 80, fill=colour, width=10)
        draw.rounded_rectangle((left, 530, left + 84, 622), 14, fill=colour)
        draw.ellipse((left + 4, 520, left + 80, 544), fill=(70, 46, 32))
    draw.ellipse((420, 612, 548, 654), fill=(216, 206, 190))
    draw.pieslice((440, 584, 530, 646), 180, 330, fill=(190, 132, 74))
    return picture.filter(ImageFilter.GaussianBlur(1))


def _dusk() -> Image.Image:
    """A window over roofs, when it is nearly dark, with a cup on its sill."""
    picture = _gradient(SIZE, (38, 50, 92), (92, 84, 128), (226, 142, 112), (248, 196, 128))
    draw = ImageDraw.Draw(picture)
    roofs = [0, 470, 90, 420, 190, 470, 250, 440, 360, 380, 470, 445, 560, 430]
    roofs += [640, 475, 700, 400, 800, 455, 880, 425, 960, 465, 960, 720, 0, 720]
    draw.polygon(roofs, fill=(52, 44, 66))
    for x in (226, 612, 770):
        draw.rectangle((x, 372, x + 26, 450), fill=(52, 44, 66))
    for x, y in (
        (118, 500),
        (330, 470),
        (384, 520),
        (520, 486),
        (722, 474),
        (760, 474),
        (850, 510),
    ):
        draw.rectangle((x, y, x + 16, y + 22), fill=(252, 208, 124))
    picture = picture.filter(ImageFilter.GaussianBlur(2.5))
    _glow(picture, (650, 120), 70, (244, 236, 220))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((632, 102, 668, 138), fill=(250, 246, 232))
    frame = (44, 36, 40)
    draw.rectangle((0, 0, 70, 720), fill=frame)
    draw.rectangle((890, 0, 960, 720), fill=frame)
    draw.rectangle((0, 0, 960, 48), fill=frame)
    draw.line((480, 0, 480, 600), fill=frame, width=18)
    draw.line((60, 300, 900, 300), fill=frame, width=14)
    draw.rectangle((0, 590, 960, 720), fill=(70, 54, 50))
    draw.rectangle((0, 590, 960, 604), fill=(150, 104, 88))
    draw.rounded_rectangle((214, 500, 306, 606), 16, fill=(38, 40, 56))
    draw.arc((286, 522, 344, 580), -80, 80, fill=(38, 40, 56), width=11)
    draw.rectangle((690, 540, 776, 606), fill=(120, 72, 56))
    for tip in ((640, 440), (690, 396), (742, 380), (796, 410), (834, 452)):
        (x, y), (half_x, half_y) = tip, ((733 + tip[0]) // 2, (545 + tip[1]) // 2)
        leaf = ((733, 545), (half_x - 15, half_y - 6), (x, y), (half_x + 15, half_y + 6))
        draw.polygon(leaf, fill=(46, 68, 54))
    return picture.filter(ImageFilter.GaussianBlur(1))


def _sea() -> Image.Image:
    """The sea on a grey bright day, with a strip of light on it and somebody's small dog."""
    picture = _gradient(SIZE, (150, 172, 190), (206, 214, 214), (238, 226, 200))
    sea = _gradient((960, 230), (142, 166, 172), (96, 130, 142), (120, 150, 150))
    picture.paste(sea, (0, 330))
    _glow(picture, (600, 250), 240, (255, 244, 214))
    draw = ImageDraw.Draw(picture)
    for step in range(96):
        y = 334 + step * 2
        left = 600 + (step * 53) % (20 + step) - (20 + step) // 2
        draw.line(
            (left - 12 - step // 6, y, left + 12 + step // 6, y), fill=(250, 240, 212), width=2
        )
    picture.paste(_gradient((960, 170), (176, 158, 128), (202, 182, 146)), (0, 550))
    draw = ImageDraw.Draw(picture)
    for step, y in enumerate((548, 562, 580)):
        points = [(x, y + round(5 * sin(x / 90 + step))) for x in range(0, 961, 12)]
        draw.line(points, fill=(240, 238, 226), width=5 - step, joint="curve")
    picture = picture.filter(ImageFilter.GaussianBlur(2))
    draw = ImageDraw.Draw(picture)
    dog = (98, 72, 52)
    draw.ellipse((250, 590, 350, 642), fill=dog)
    draw.ellipse((326, 566, 374, 612), fill=dog)
    draw.polygon(((360, 584), (396, 594), (362, 604)), fill=dog)
    draw.polygon(((332, 574), (328, 550), (350, 566)), fill=(74, 54, 40))
    draw.line((254, 604, 232, 574), fill=dog, width=9)
    for x in (268, 286, 322, 338):
        draw.line((x, 630, x, 670), fill=dog, width=9)
    draw.ellipse((240, 664, 366, 680), fill=(172, 152, 118))
    return picture.filter(ImageFilter.GaussianBlur(1))


PICTURES: dict[str, Callable[[], Image.Image]] = {"table": _table, "dusk": _dusk, "sea": _sea}
