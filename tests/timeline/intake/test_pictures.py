"""Uploaded files as pictures: what is kept of them, and what is refused."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, ImageCms
from pytest_django import Settings

from tests.factories import EventFactory, PictureFactory
from tests.factories.files import BLUE, GREEN, RED, WHITE, encoded, from_a_camera, png_that_claims, quarters
from timeline.intake.pictures import BadPicture, Drawn, draw, keep, put
from timeline.models import Picture, Rendition

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
UNREADABLE = "This cannot be read as a picture. JPEG, PNG, WebP and AVIF are allowed."
DAMAGED = "The file is damaged or not complete. Save the picture anew and choose it again."


def drawn(content: bytes) -> Drawn:
    return draw(BytesIO(content))


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def refused(content: bytes) -> str:
    with pytest.raises(BadPicture) as error:
        drawn(content)
    return str(error.value)


def corners(image: Image.Image) -> list[str]:
    """The colour of each quarter of a picture, from the upper left, line by line."""
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    found = []
    for y in (1, 3):
        for x in (1, 3):
            pixel = image.convert("RGB").getpixel((image.width * x // 4, image.height * y // 4))
            assert isinstance(pixel, tuple)
            found.append(min(names, key=lambda name: sum(abs(a - b) for a, b in zip(names[name], pixel, strict=True))))
    return found


def chunks(content: bytes) -> list[bytes]:
    """The names of the chunks of a WebP file, which is RIFF."""
    assert (content[:4], content[8:12]) == (b"RIFF", b"WEBP")
    assert len(content) == int.from_bytes(content[4:8], "little") + 8, "nothing stands behind its end"
    found, at = [], 12
    while at < len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        found.append(content[at : at + 4])
        at += 8 + size + size % 2
    return found


# What is kept ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_is_drawn_in_three_widths_as_webp(kind: str) -> None:
    found = drawn(encoded(quarters(1600, 1200), kind))

    assert (found.width, found.height) == (1440, 1080)
    assert [(width, opened(content).size) for width, content in found.renditions.items()] == [
        (480, (480, 360)),
        (960, (960, 720)),
        (1440, (1440, 1080)),
    ]
    for content in found.renditions.values():
        assert chunks(content) == [b"VP8 "]
        assert corners(opened(content)) == ["red", "green", "blue", "white"]


@pytest.mark.parametrize(
    ("size", "widths", "height"),
    [
        ((300, 200), [300], 200),
        ((480, 320), [480], 320),
        ((1000, 500), [480, 1000], 500),
        ((1200, 600), [480, 960, 1200], 600),
        ((6000, 1000), [480, 960, 1440], 240),
        # What is upright has to fit the height as well.
        ((2000, 3000), [480, 960, 1280], 1920),
        ((40, 8000), [10], 1920),
        ((8000, 3), [480, 960, 1440], 1),
    ],
)
def test_it_is_never_enlarged_and_fits_1440_by_1920(size: tuple[int, int], widths: list[int], height: int) -> None:
    found = drawn(encoded(quarters(*size), "PNG"))
    assert (list(found.renditions), found.width, found.height) == (widths, widths[-1], height)


def test_nothing_but_pixels_is_left_of_what_a_camera_wrote() -> None:
    content = from_a_camera(quarters())
    assert b"SecretCamera" in content and b"SecretComment" in content and b"SecretPacket" in content
    assert opened(content).getexif().get_ifd(0x8825) != {}, "the upload says where it was taken"

    for kept in drawn(content).renditions.values():
        assert chunks(kept) == [b"VP8 "]
        assert not re.search(b"Secret|Exif|GPS|xmp|ICC", kept)
        assert dict(opened(kept).getexif()) == {}


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, ["red", "green", "blue", "white"]),
        (2, ["green", "red", "white", "blue"]),
        (3, ["white", "blue", "green", "red"]),
        (4, ["blue", "white", "red", "green"]),
        (5, ["red", "blue", "green", "white"]),
        (6, ["blue", "red", "white", "green"]),
        (7, ["white", "green", "blue", "red"]),
        (8, ["green", "white", "red", "blue"]),
        (99, ["red", "green", "blue", "white"]),
    ],
)
def test_it_stands_as_the_camera_was_held(orientation: int, expected: list[str]) -> None:
    found = drawn(from_a_camera(quarters(3000, 1500), orientation))
    upright = 5 <= orientation <= 8
    assert (found.width, found.height) == ((960, 1920) if upright else (1440, 720))
    assert corners(opened(found.renditions[found.width])) == expected


def test_a_damaged_orientation_is_none() -> None:
    content = bytearray(from_a_camera(quarters(400, 200), 6))
    at = content.index(b"Exif\0\0") + 6
    content[at : at + 8] = b"\xff" * 8
    assert drawn(bytes(content)).width == 400


def test_what_is_transparent_becomes_white() -> None:
    seen = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    seen.paste((200, 30, 30, 255), (0, 0, 100, 100))
    # At the middle of its right half all three are transparent.
    few = quarters(200, 100).quantize(4)
    for image, options in (
        (seen, {}),
        (seen.convert("LA"), {}),
        (few, {"transparency": few.getpixel((150, 25))}),
    ):
        picture = opened(drawn(encoded(image, "PNG", **options)).renditions[200]).convert("RGB")
        assert min(picture.getpixel((150, 25))) > 250  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_every_kind_of_colour_comes_out_as_it_is_seen(mode: str) -> None:
    grey = quarters(200, 200).convert("L")
    if mode == "I;16":
        wide = Image.new("I", grey.size)
        wide.putdata([value * 257 for value in grey.get_flattened_data()])
        image = wide.convert("I;16")
    else:
        image = grey.convert(mode)
    found = opened(drawn(encoded(image, "JPEG" if mode == "CMYK" else "PNG")).renditions[200]).convert("L")
    for at in ((50, 50), (150, 50), (50, 150), (150, 150)):
        original = 255 * (grey.getpixel(at) >= 128) if mode == "1" else grey.getpixel(at)  # type: ignore[operator]
        if mode != "1":
            assert abs(found.getpixel(at) - original) < 12  # type: ignore[operator]
    assert found.getpixel((150, 150)) > 245  # type: ignore[operator]


def test_a_profile_of_its_own_is_turned_into_the_colours_of_the_web() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    odd = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = encoded(quarters(200, 200), "PNG")
    with_srgb = encoded(quarters(200, 200), "PNG", icc_profile=odd)
    # A profile that does not fit the pixels, and one that is none.
    misfit = encoded(quarters(200, 200), "PNG", icc_profile=lab.tobytes())
    broken = encoded(quarters(200, 200), "PNG", icc_profile=b"no profile at all")
    for content in (plain, with_srgb, misfit, broken):
        found = drawn(content)
        assert chunks(found.renditions[200]) == [b"VP8 "]
        assert corners(opened(found.renditions[200])) == ["red", "green", "blue", "white"]


def test_of_several_pictures_the_first_is_drawn() -> None:
    other = Image.new("RGB", (400, 200), BLUE)
    for kind in ("PNG", "WEBP", "MPO"):
        content = encoded(quarters(400, 200), kind, save_all=True, append_images=[other])
        found = drawn(content)
        assert chunks(found.renditions[400]) == [b"VP8 "]
        assert corners(opened(found.renditions[400])) == ["red", "green", "blue", "white"]


def test_a_file_that_is_something_else_as_well_is_a_picture_afterwards() -> None:
    hidden = b"<script>alert(document.domain)</script>PK\x03\x04"
    for content in (
        encoded(quarters(400, 200), "JPEG", comment=hidden) + hidden,
        encoded(quarters(400, 200), "PNG") + hidden,
    ):
        for kept in drawn(content).renditions.values():
            assert chunks(kept) == [b"VP8 "]
            assert b"script" not in kept and b"PK\x03\x04" not in kept


def test_the_digest_names_what_is_kept() -> None:
    one, same, other = (drawn(encoded(quarters(width, 200), "PNG")) for width in (400, 400, 402))
    assert re.fullmatch("[0-9a-f]{32}", one.digest)
    assert one == same
    assert one.digest != other.digest
    # Nothing of what stands beside the pixels is in it.
    bare = encoded(quarters(400, 200), "JPEG", quality=95)
    assert drawn(bare) == drawn(from_a_camera(quarters(400, 200)))


# What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\0" * 50,
        encoded(quarters(20, 20), "GIF"),
        encoded(quarters(20, 20), "BMP"),
        encoded(quarters(20, 20), "TIFF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"<!doctype html><title>x</title>",
    ],
)
def test_what_is_no_jpeg_png_webp_or_avif_is_refused(content: bytes) -> None:
    assert refused(content) == UNREADABLE


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_file_that_ends_too_soon_is_refused(kind: str) -> None:
    content = encoded(Image.effect_noise((400, 300), 50).convert("RGB"), kind)
    assert refused(content[: len(content) // 2]) == DAMAGED


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_so_is_a_newer_one(kind: str) -> None:
    content = encoded(Image.effect_noise((400, 300), 50).convert("RGB"), kind)
    assert refused(content[: len(content) // 2]) in (DAMAGED, UNREADABLE)


@pytest.mark.parametrize(("width", "height"), [(10_000, 5_001), (30_000, 30_000), (2**31 - 1, 1)])
def test_more_pixels_than_allowed_are_refused_before_one_is_decoded(width: int, height: int) -> None:
    # Were they decoded, the file would be said to be damaged: it holds none of them.
    sentence = "The picture has more than 50 million pixels. Make it smaller and choose it again."
    assert refused(png_that_claims(width, height)) == sentence
    assert refused(png_that_claims(10_000, 5_000)) == DAMAGED


def test_a_file_larger_than_allowed_is_refused(settings: Settings) -> None:
    settings.PICTURE_MEGABYTES = 1
    small = encoded(quarters(20, 20), "PNG")
    whole = small + b"\0" * (1024 * 1024 - len(small))
    assert drawn(whole).width == 20
    assert refused(whole + b"\0") == "The file is larger than 1 MB. Make the picture smaller and choose it again."


def test_damage_anywhere_is_refused_with_a_sentence_or_read_over() -> None:
    noise = Image.effect_noise((60, 40), 60).convert("RGB")
    files = [encoded(noise, kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF")]
    files += [from_a_camera(noise, 6), encoded(noise.convert("P"), "PNG", transparency=3)]
    chance = random.Random(7)
    for _ in range(600):
        content = bytearray(chance.choice(files))
        if chance.random() < 0.3:
            del content[chance.randrange(len(content)) :]
        for _damage in range(chance.randrange(1, 6)):
            if content:
                content[chance.randrange(min(len(content), chance.choice((120, 10_000))))] = chance.randrange(256)
        try:
            drawn(bytes(content))
        except BadPicture:
            continue


# Keeping --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_new_file_takes_the_place_of_the_old_one_and_nothing_is_left_of_that() -> None:
    picture = Picture(event=EventFactory.create(), alt="A", credit="B")
    for width in (1600, 600):
        found = drawn(encoded(quarters(width, 200), "PNG"))
        put(found, picture, now=NOW)
        picture.save()
        keep(found, picture)
        held = {each.width: bytes(each.content) for each in Rendition.objects.all()}
        assert held == found.renditions
        assert tuple(held) == picture.widths


@pytest.mark.django_db
def test_the_same_file_again_was_added_when_it_was_added() -> None:
    found = drawn(encoded(quarters(600, 200), "PNG"))
    picture = PictureFactory.create(digest=found.digest)
    before = picture.added_at
    put(found, picture, now=NOW)
    assert picture.added_at == before
    picture.digest = "0" * 32
    put(found, picture, now=NOW)
    assert (picture.digest, picture.added_at) == (found.digest, NOW)


@pytest.mark.django_db
def test_what_goes_with_one_picture_stays_with_another_of_the_same_file() -> None:
    one, other = PictureFactory.create(), PictureFactory.create()
    Picture.objects.update(digest="a" * 32)
    one.event.delete()
    assert set(Rendition.objects.values_list("picture", "width")) == {(other.pk, width) for width in (480, 960, 1440)}
