"""From a file that someone chose to a picture that may be kept. No database, no request.

A picture is decoded and made anew from its pixels alone, so that nothing else of the file
is kept: not where it was taken, not when, nor with what. To import this sets Pillow up for
the whole process: HEIC, its limit of pixels, its warnings.
"""

import io
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from math import ceil
from typing import NamedTuple

import pi_heif  # type: ignore[import-untyped] # it ships no types
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageMath, PngImagePlugin

LONGER_SIDE = 2048  # pixels, of a picture as it is kept
SMALL_SIDE = 480
MOST_BYTES = 20 * 1024 * 1024  # of one file
MOST_BYTES_TOGETHER = 3 * MOST_BYTES  # of one form's files, in memory
MOST_AT_ONCE = 6  # files of one form
MOST_PIXELS = 64_000_000
LONGEST_SIDE = 20_000
LARGE = 25_000_000  # pixels. Only one such is decoded at once: it can take 400 MB

QUALITY, SMALL_QUALITY, WEBP_METHOD = 82, 76, 2  # 2 of 6: twice as quick as 4, 4 % larger
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1"}
ORIENTATION = 0x0112  # in EXIF: one of eight ways in which the camera was held
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
STEPS = {"L;2": 255 // 3, "L;4": 255 // 15}  # of grey, where a PNG has 2 or 4 bits for it
DECODED_AT_ONCE = 2
WAITS = 20  # seconds for a place, so that one person's many pictures do not hold every thread

_slots = threading.BoundedSemaphore(DECODED_AT_ONCE)
_large = threading.Lock()
_SRGB = ImageCms.createProfile("sRGB")

pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
Image.MAX_IMAGE_PIXELS = None  # Pillow warns, and writes it to stderr. Here it is a limit
# Of one text or profile in a PNG, unpacked. Of all of them together Pillow reads 64 MB.
PngImagePlugin.MAX_TEXT_CHUNK = MOST_BYTES


def quiet_pillow() -> None:
    """Keep what Pillow says of a file's EXIF out of the log: it quotes the file."""
    warnings.filterwarnings("ignore", module=r"PIL\.")


quiet_pillow()


class CannotBeTaken(Exception):
    """A file of which no picture can be kept. `str` of it says so to whoever chose it."""

    sentence: str | Promise = ""

    def __str__(self) -> str:
        return str(self.sentence)


class UnknownKind(CannotBeTaken):
    sentence = _(
        "This is not a picture of a kind that can be kept here: JPEG, PNG, WebP or HEIC. "
        "Your words are still here. Please choose another file, or go on without it."
    )


class EmptyFile(CannotBeTaken):
    sentence = _(
        "There is nothing in this file. Your words are still here. "
        "Please choose another one, or go on without it."
    )


class CutShort(CannotBeTaken):
    sentence = _(
        "This picture is damaged, or did not arrive whole. Your words are still here. "
        "Please choose it again, or go on without it."
    )


class NotArrived(CannotBeTaken):
    sentence = _(
        "This picture did not arrive. Your words are still here. "
        "Please choose it again, or go on without it."
    )


class TooManyPixels(CannotBeTaken):
    sentence = _(
        "This picture has more pixels than can be opened here: 64 million are the most, "
        "and 20,000 along one side. Your words are still here. A smaller copy of it will do."
    )


class TooLarge(CannotBeTaken):
    sentence = _(
        "This file is larger than 20 MB. Your words are still here. "
        "A smaller copy of the picture will do."
    )


class TooLargeTogether(CannotBeTaken):
    sentence = _(
        "Together these files are larger than 60 MB. Your words are still here. "
        "Please add this one after the others are kept."
    )


class TooManyAtOnce(CannotBeTaken):
    sentence = _(
        "Six pictures can be added at once. Your words are still here. "
        "Please add the rest after the others are kept."
    )


class Busy(CannotBeTaken):
    sentence = _(
        "Too many pictures are coming in at once. Your words are still here. "
        "Please choose this one again in a moment."
    )


class PreparedPicture(NamedTuple):
    """A picture made anew, as WebP, and a small one; the width and height of the first."""

    image: bytes
    thumbnail: bytes
    width: int
    height: int


def prepare_picture(file: bytes) -> PreparedPicture:
    """A picture of what is in `file`, whatever it is called.

    Raises a `CannotBeTaken` that says why not. Takes about a second for a photo.
    """
    if not file:
        raise EmptyFile
    if len(file) > MOST_BYTES:
        raise TooLarge
    try:
        return _made_anew(file, _kind_of(file))
    except MemoryError as error:
        raise TooManyPixels from error
    except CannotBeTaken:
        raise
    except Exception as error:  # decoders raise errors of every kind at bytes that are wrong
        raise CutShort from error


def _kind_of(file: bytes) -> str:
    """What Pillow calls the kind of this file, by its first bytes. Raises `UnknownKind`."""
    if file.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if file.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if file.startswith(b"RIFF") and file[8:12] == b"WEBP":
        return "WEBP"
    if file[4:8] == b"ftyp" and file[8:12] in HEIF_BRANDS and b"avif" not in file[8:40]:
        return "HEIF"
    raise UnknownKind


def _made_anew(file: bytes, kind: str) -> PreparedPicture:
    with Image.open(io.BytesIO(file), formats=[kind]) as image:
        width, height = image.size  # by its header: nothing is decoded yet
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise TooManyPixels
        with _decoding_slot(width * height):
            whole = _upright(image, kind)
            small = whole.copy()
            small.thumbnail((SMALL_SIDE, SMALL_SIDE))
            return PreparedPicture(_webp(whole, QUALITY), _webp(small, SMALL_QUALITY), *whole.size)


@contextmanager
def _decoding_slot(pixels: int) -> Iterator[None]:
    """Wait for one of the few places in which this process decodes; large ones for each other.

    Raises `Busy` where none is free within `WAITS` seconds.
    """
    until = time.monotonic() + WAITS
    with ExitStack() as taken:
        for place in (_large, _slots) if pixels > LARGE else (_slots,):
            if not place.acquire(timeout=max(0, until - time.monotonic())):
                raise Busy
            taken.callback(place.release)
        yield


def _upright(image: Image.Image, kind: str) -> Image.Image:
    """The pixels and nothing else: as large as they are kept, in sRGB, the right way up."""
    if isinstance(image, PngImagePlugin.PngImageFile) and "transparency" in image.info:
        # Pillow widens few bits of grey to eight, and not which of them stands for nothing.
        image.info["transparency"] *= next((STEPS.get(str(it.args), 1) for it in image.tile), 1)
    turn = _turn(image) if kind != "HEIF" else None  # pi_heif has turned it already
    profile = image.info.get("icc_profile")
    # A JPEG can be decoded at half its size, which is quicker. Others don't listen.
    (width, height), longer = image.size, max(image.size)
    image.draft(None, (_kept_side(width, longer), _kept_side(height, longer)))
    pixels = _in_working_size(image)
    pixels.thumbnail((LONGER_SIDE, LONGER_SIDE), reducing_gap=3)
    pixels = _as_srgb(pixels, profile)
    if turn is not None:
        pixels = pixels.transpose(turn)
    pixels.info.clear()  # Pillow would write an ICC profile from here into what it saves
    return pixels


def _kept_side(side: int, longer: int) -> int:
    """About how long this side is once the longer one is as long as it may be."""
    return max(1, side * LONGER_SIDE // longer)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What turns the picture the right way up, by its EXIF. Broken EXIF turns nothing."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 # damaged EXIF fails in many ways; the picture may be whole
        return None


def _in_working_size(image: Image.Image) -> Image.Image:
    """Decoded, and as `_as_one_of_four`. A very large one is reduced strip by strip.

    So it is in memory once, as its file has it, and not once more for each step.
    """
    image.load()
    factor = max(image.size) // (LONGER_SIDE * 3 // 2)
    if factor < 2:
        return _as_one_of_four(image)
    (width, height), rows = image.size, 32 * factor
    reduced = image  # until the first strip says what it becomes
    for top in range(0, height, rows):
        strip = image.crop((0, top, width, min(top + rows, height)))
        strip = _as_one_of_four(strip).reduce(factor)
        if top == 0:
            reduced = Image.new(strip.mode, (strip.width, ceil(height / factor)))
        reduced.paste(strip, (0, top // factor))
    return reduced


def _as_one_of_four(image: Image.Image) -> Image.Image:
    """As L, RGB, RGBA or CMYK: what can be made smaller and brought to sRGB."""
    if image.mode in {"RGB", "RGBA", "L", "CMYK"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):  # 16 bits of grey
        return _as_grey(image)
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")


def _as_grey(image: Image.Image) -> Image.Image:
    """16 bits of grey as 8; where one of its greys stands for nothing, as RGBA without it."""
    grey = image.point(lambda value: value * (1 / 256) + 0).convert("L")
    nothing = image.info.get("transparency")  # of 16 bits: compared before they become 8
    if nothing is None:
        return grey
    there = ImageMath.lambda_eval(lambda it: (it["of"] != nothing) * 255, of=image.convert("I"))
    seen = grey.convert("RGB")
    seen.putalpha(there.convert("L"))
    return seen


def _as_srgb(pixels: Image.Image, profile: bytes | None) -> Image.Image:
    """As RGB or RGBA, and in sRGB where a profile says what its colours are."""
    alpha = pixels.getchannel("A") if pixels.mode == "RGBA" else None
    colours = pixels.convert("RGB") if alpha else pixels
    if profile:
        colours = _by_profile(colours, profile)
    colours = colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def _by_profile(colours: Image.Image, profile: bytes) -> Image.Image:
    """In sRGB; as it was where the profile is damaged, or made for other pixels than these."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(colours, source, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return colours
    return turned or colours


def _webp(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=WEBP_METHOD)
    return out.getvalue()
