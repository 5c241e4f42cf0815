"""From a file to a picture that may be kept: upright, in sRGB, and nothing else of the file."""

import io
import struct
import warnings
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile, PngImagePlugin

from accounts.pictures import files
from accounts.pictures.files import (
    CannotBeTaken,
    CutShort,
    EmptyFile,
    PreparedPicture,
    TooLarge,
    TooManyPixels,
    UnknownKind,
    prepare_picture,
)

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 30), (30, 30, 220), (220, 220, 30)
HEIC = Path(__file__).parent / "pictures" / "turned.heic"  # lies on its side; made with words in it
TURNED_BACK = {  # what makes a picture lie as a camera that was held in this way would store it
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.fixture(autouse=True)
def as_in_a_process_of_its_own():
    """Pytest makes errors of warnings. What the module silences is silent here, too."""
    with warnings.catch_warnings():
        files.quiet_pillow()
        yield


def corners(width: int = 96, height: int = 64) -> Image.Image:
    """Red and green above, blue and yellow below."""
    small = Image.new("RGB", (2, 2))
    for at, colour in zip(((0, 0), (1, 0), (0, 1), (1, 1)), CORNERS, strict=True):
        small.putpixel(at, colour)
    return small.resize((width, height), Image.Resampling.NEAREST)


CORNERS = (RED, GREEN, BLUE, YELLOW)


def written(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def seen(ready: PreparedPicture) -> Image.Image:
    image = Image.open(io.BytesIO(ready.image), formats=["WEBP"])
    assert image.size == (ready.width, ready.height)
    return image


def corners_of(webp: bytes) -> list[tuple[int, ...]]:
    """The colours of its corners, each as one of the four that it is nearest to."""
    image = Image.open(io.BytesIO(webp)).convert("RGB")
    right, below = image.width - 4, image.height - 4
    found = [image.getpixel(at) for at in ((3, 3), (right, 3), (3, below), (right, below))]
    return [min(CORNERS, key=lambda c: sum(abs(a - b) for a, b in zip(c, p))) for p in found]  # noqa: B905 # both are RGB


def oriented(number: int) -> Image.Exif:
    exif = Image.Exif()
    exif[files.ORIENTATION] = number
    return exif


def test_where_no_place_is_free_for_long_it_says_so_and_waits_no_more(monkeypatch):
    monkeypatch.setattr(files, "WAITS", 0)
    with files._slots, files._slots, pytest.raises(files.Busy):
        prepare_picture(written(corners(), "JPEG"))
    assert prepare_picture(written(corners(), "JPEG")).width


# --- every kind, the right way up ---


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("held", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(kind, held):
    turn = TURNED_BACK[held]
    lying = corners() if turn is None else corners().transpose(turn)

    ready = prepare_picture(written(lying, kind, exif=oriented(held)))

    assert (ready.width, ready.height) == (96, 64)
    assert corners_of(ready.image) == corners_of(ready.thumbnail) == list(CORNERS)


def test_a_heic_is_turned_once(settings):
    ready = prepare_picture(HEIC.read_bytes())

    assert (ready.width, ready.height) == (64, 96)
    assert corners_of(ready.image) == [BLUE, RED, YELLOW, GREEN]


def test_a_large_photo_becomes_two_smaller_ones():
    ready = prepare_picture(written(corners(4200, 1050), "JPEG", exif=oriented(6)))

    assert (ready.width, ready.height) == (512, 2048)
    assert Image.open(io.BytesIO(ready.thumbnail)).size == (120, 480)
    assert corners_of(ready.image) == corners_of(ready.thumbnail) == [BLUE, RED, YELLOW, GREEN]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_a_very_large_one_is_reduced_in_strips_that_fit(mode):
    large = corners(6301, 403)
    file = written(large.quantize(8) if mode == "P" else large.convert(mode), "PNG")

    kept = seen(prepare_picture(file)).convert("L")

    as_it_was = corners(2048, 131).convert("L")
    edges = [(x, y) for x in (8, 900, 1016, 1032, 1150, 2039) for y in (3, 58, 72, 127)]
    assert kept.size == as_it_was.size
    assert [at for at in edges if abs(kept.getpixel(at) - as_it_was.getpixel(at)) > 12] == []


def test_a_small_picture_is_not_blown_up():
    ready = prepare_picture(written(corners(30, 20), "PNG"))
    assert (ready.width, ready.height) == (30, 20)
    assert Image.open(io.BytesIO(ready.thumbnail)).size == (30, 20)


def test_of_a_file_with_several_pictures_the_first_is_kept():
    second = Image.new("RGB", (96, 64), "black")
    for kind, how in (("MPO", {}), ("WEBP", {"lossless": True}), ("PNG", {})):
        file = written(corners(), kind, save_all=True, append_images=[second], **how)
        assert corners_of(prepare_picture(file).image) == list(CORNERS), kind


# --- colours ---


def test_what_can_be_seen_through_stays_so():
    glass = corners().convert("RGBA")
    glass.putalpha(Image.linear_gradient("L").resize((96, 64)))
    held_in_palette = corners().quantize(8)
    for image, how in ((glass, {}), (held_in_palette, {"transparency": 0})):
        for made in prepare_picture(written(image, "PNG", **how))[:2]:
            alpha = Image.open(io.BytesIO(made)).getchannel("A")
            assert alpha.getextrema()[0] < 8
            assert alpha.getextrema()[1] > 247


def in_mode(mode: str) -> Image.Image:
    """The corners with so many bits and bands."""
    if mode == "P":
        return corners().quantize(8)
    if mode == "I;16":
        return corners().convert("L").convert(mode).point(lambda value: value * 257 + 0)
    return corners().convert(mode)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "CMYK", "I;16"])
def test_pictures_of_every_depth_keep_their_light_and_shade(mode):
    file = written(in_mode(mode), "JPEG" if mode == "CMYK" else "PNG")

    kept, as_it_was = seen(prepare_picture(file)).convert("L"), corners().convert("L")

    for at in ((10, 10), (85, 10), (10, 54), (85, 54)):
        assert abs(kept.getpixel(at) - as_it_was.getpixel(at)) < 8


def test_black_and_white_stays_black_and_white():
    halves = Image.new("1", (40, 20))
    halves.paste(1, (20, 0, 40, 20))
    kept = seen(prepare_picture(written(halves, "PNG"))).convert("L")
    assert (kept.getpixel((4, 10)) < 8, kept.getpixel((36, 10)) > 247) == (True, True)


def chunk(name: bytes, held: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))


def png_of(
    width: int, height: int, bits: int, rows: bytes, more: bytes = b"", *, colours: int = 0
) -> bytes:
    """A PNG of these rows; in grey, where nothing else is said."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + more + body


@pytest.mark.parametrize(
    ("bits", "row"), [(2, b"\x00\x55\xaa" * 5), (4, b"\x00\x55\xaa" * 10), (16, None)]
)
def test_a_grey_that_stands_for_nothing_is_let_through_and_the_others_stay(bits, row):
    if row is None:
        row = b"".join(struct.pack(">H", level * 21_845) for level in (0, 1, 2)) * 20
    nothing = chunk(b"tRNS", struct.pack(">H", {2: 2, 4: 10, 16: 43_690}[bits]))

    made = seen(prepare_picture(png_of(60, 8, bits, (b"\0" + row) * 8, nothing))).convert("RGBA")

    step = {2: 4, 4: 2, 16: 1}[bits]
    levels = [made.getpixel((level * step, 4)) for level in (0, 1, 2)]
    assert [abs(it[0] - level) < 40 for it, level in zip(levels, (0, 85), strict=False)] == [
        True
    ] * 2
    assert [it[3] for it in levels] == [255, 255, 0]


def a_profile(space: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()


def swapped_profile() -> bytes:
    """sRGB with its red and green the other way round: nothing a phone has, and plain to see."""
    found = bytearray(a_profile("sRGB"))
    red, green = found.index(b"rXYZ"), found.index(b"gXYZ")
    found[red : red + 4], found[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(found)


def test_colours_are_what_their_profile_says():
    file = written(Image.new("RGB", (32, 32), (200, 20, 20)), "PNG", icc_profile=swapped_profile())

    red, green, _ = seen(prepare_picture(file)).convert("RGB").getpixel((16, 16))

    assert green > red + 100
    assert "icc_profile" not in seen(prepare_picture(file)).info


@pytest.mark.parametrize("profile", [b"no profile", a_profile("LAB")])
def test_a_profile_that_does_not_fit_changes_nothing(profile):
    ready = prepare_picture(written(corners(), "JPEG", icc_profile=profile))
    assert corners_of(ready.image) == list(CORNERS)
    assert b"ICCP" not in ready.image


# --- nothing else of the file ---


def full_of_words(kind: str) -> bytes:
    """A picture whose EXIF, place, XMP, comments and profile say `planted`."""
    exif = oriented(6)
    exif[0x010E] = exif[0x0110] = "planted description"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 30.5), 0x1B: b"planted place"})
    profile = a_profile("sRGB").replace(b"sRGB", b"planted", 1)
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "planted comment")
    said.add_itxt("XML:com.adobe.xmp", "<x>planted</x>")
    more = {
        "JPEG": {"comment": b"planted comment", "xmp": b"<x>planted</x>"},
        "PNG": {"pnginfo": said},
        "WEBP": {"xmp": b"<x>planted</x>"},
    }[kind]
    return written(corners(), kind, exif=exif, icc_profile=profile, **more)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_no_word_of_the_file_is_kept_but_its_pixels(kind):
    file = HEIC.read_bytes() if kind == "HEIC" else full_of_words(kind)
    assert file.count(b"planted") >= 2

    ready = prepare_picture(file)

    for made in ready[:2]:
        assert [word for word in (b"planted", b"EXIF", b"XMP ", b"ICCP") if word in made] == []
        with Image.open(io.BytesIO(made)) as image:
            assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
            assert dict(image.getexif()) == {}


WHOLE = {
    "JPEG": full_of_words("JPEG"),
    "PNG": full_of_words("PNG"),
    "WEBP": full_of_words("WEBP"),
    "HEIC": HEIC.read_bytes(),
}


def a_long(chunk_name: str) -> bytes:
    """A chunk of a PNG that holds two million bytes, of which few are its own."""
    said = zlib.compress(bytes(2_000_000))
    before = {"iTXt": b"XML:com.adobe.xmp\0\1\0\0\0", "zTXt": b"Raw\0\0", "iCCP": b"icc\0\0"}
    return chunk(chunk_name.encode(), before[chunk_name] + said)


@pytest.mark.parametrize("chunk_name", ["iTXt", "zTXt", "iCCP"])
def test_many_words_in_a_png_do_not_make_it_a_damaged_one(chunk_name):
    rows = (b"\0" + b"\xaa" * 40) * 30
    assert prepare_picture(png_of(40, 30, 8, rows, a_long(chunk_name))).width == 40


def test_what_unpacks_to_more_than_a_file_may_hold_is_not_unpacked():
    bomb = chunk(b"zTXt", b"Raw\0\0" + zlib.compress(bytes(files.MOST_BYTES + 1)))
    with pytest.raises(CutShort):
        prepare_picture(png_of(40, 30, 8, (b"\0" + b"\xaa" * 40) * 30, bomb))


# --- what cannot be taken ---


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and holds next to nothing."""
    return png_of(width, height, 8, b"", colours=2)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", EmptyFile),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", UnknownKind),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', UnknownKind),
        (written(corners().quantize(8), "GIF"), UnknownKind),
        (written(corners(), "BMP"), UnknownKind),
        (written(corners(), "TIFF"), UnknownKind),
        (written(corners(), "AVIF"), UnknownKind),
        (written(corners(), "JPEG")[:-300], CutShort),
        (written(corners(), "JPEG")[:5], CutShort),
        (written(corners(), "PNG")[:-40], CutShort),
        (written(corners(), "WEBP")[:-40], CutShort),
        (HEIC.read_bytes()[:-200], CutShort),
        (HEIC.read_bytes()[:60], CutShort),
        (png_header(60_000, 60_000), TooManyPixels),
        (png_header(8_001, 8_001), TooManyPixels),
        (png_header(20_001, 10), TooManyPixels),
        (png_header(8_000, 8_000), CutShort),
    ],
)
def test_what_cannot_be_taken_says_why(file, why):
    with pytest.raises(CannotBeTaken) as refused:
        prepare_picture(file)
    assert type(refused.value) is why
    assert str(refused.value) == str(why.sentence)


def test_a_file_over_20_mb_is_not_even_looked_at(monkeypatch):
    monkeypatch.setattr(files, "_kind_of", None)
    with pytest.raises(TooLarge):
        prepare_picture(b"\0" * (20 * 1024 * 1024 + 1))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_too_many_pixels_are_refused_before_one_is_decoded(kind, monkeypatch):
    monkeypatch.setattr(files, "MOST_PIXELS", 96 * 64 - 1)
    monkeypatch.setattr(Image.Image, "load", None)
    monkeypatch.setattr(ImageFile.ImageFile, "load", None)
    with pytest.raises(TooManyPixels):
        prepare_picture(WHOLE[kind])


def test_every_refusal_has_a_sentence_of_its_own():
    ours = files.__name__
    every = [why for why in CannotBeTaken.__subclasses__() if why.__module__ == ours]
    said = {str(why.sentence) for why in every}
    assert len(said) == len(every) > 8
    assert all("Your words are still here." in sentence for sentence in said)


def test_what_pillow_mutters_is_neither_heard_nor_a_reason_to_refuse():
    exif = oriented(6)
    exif[0x010E] = "words " * 20
    jpeg = written(corners(), "JPEG", exif=exif.tobytes()[:-90])
    several = written(corners(), "MPO", save_all=True, append_images=[corners()])
    mpo = several.replace(b"MPF\0", b"MPF\0\xff\xff\xff", 1)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        loud = [Image.open(io.BytesIO(file)).getexif() for file in (jpeg, mpo)]
        assert (len(loud), len(heard)) == (2, 2)
        files.quiet_pillow()

        assert [prepare_picture(file).width for file in (jpeg, mpo)] == [64, 96]

    assert len(heard) == 2


@settings(max_examples=60)
@given(kind=st.sampled_from(sorted(WHOLE)), data=st.data())
def test_no_damage_does_more_than_to_be_refused(kind, data):
    file = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(0, 6))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    file = file[: data.draw(st.integers(0, len(file)))]
    try:
        ready = prepare_picture(bytes(file))
    except CannotBeTaken:
        return
    assert seen(ready).format == "WEBP"
