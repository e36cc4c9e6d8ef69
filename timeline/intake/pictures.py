"""An uploaded file -> the renditions of a picture. What was uploaded is decoded and drawn anew; no byte of it is kept.

So a picture carries nothing but its pixels: no place it was taken at, no camera, no name, nothing hidden behind its end.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from timeline.models import WIDTHS, Picture, Rendition, widths_of
from timeline.models.picture import DIGEST_LENGTH

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
"""Whatever a file is called, only these are tried. SVG is a program and not among them."""
TYPES = ("image/jpeg", "image/png", "image/webp", "image/avif")
TALLEST = 1920
"""Pixels; what is taller is drawn smaller, so that a picture fits 1440 × 1920."""
MEGABYTE = 1024 * 1024
MEGAPIXEL = 1_000_000
_QUALITY = 80

# What Pillow raises for files that are damaged, or made to be (its issue 9814: more than its documentation says).
_DAMAGED = (
    ArithmeticError, EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error,
)  # fmt: skip
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)
"""The orientations in which the camera was held upright: width is to become height."""
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


class BadPicture(Exception):
    """The file cannot be a picture here; the message is a sentence."""


class _File(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture ready to be kept: its renditions as WebP by their width, ascending; width and height are the largest's."""

    digest: str
    width: int
    height: int
    renditions: dict[int, bytes]


def draw(file: _File) -> Drawn:
    """Read a file and draw its picture (the first, where it has several) in the widths it is kept in; it is never enlarged.

    Takes files of PICTURE_MEGABYTES and pictures of PICTURE_MEGAPIXELS at most; the pixels are counted before any is decoded.
    Raises BadPicture.
    """
    content = file.read(settings.PICTURE_MEGABYTES * MEGABYTE + 1)
    if len(content) > settings.PICTURE_MEGABYTES * MEGABYTE:
        raise BadPicture(
            _("The file is larger than %(most)d MB. Make the picture smaller and choose it again.")
            % {"most": settings.PICTURE_MEGABYTES}
        )
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            _refuse_too_many(image.width * image.height)
            picture = _upright(image)
    except Image.DecompressionBombError:
        raise _too_many() from None
    except UnidentifiedImageError:
        raise BadPicture(_("This cannot be read as a picture. JPEG, PNG, WebP and AVIF are allowed.")) from None
    except _DAMAGED:
        raise BadPicture(_("The file is damaged or not complete. Save the picture anew and choose it again.")) from None
    renditions = {width: _webp(picture, width) for width in widths_of(picture.width)}
    digest = hashlib.sha256(b"".join(renditions.values())).hexdigest()[:DIGEST_LENGTH]
    return Drawn(digest, picture.width, picture.height, renditions)


def put(drawn: Drawn, picture: Picture, *, now: datetime) -> None:
    """Give a picture, not yet saved with it, the file that was drawn. The same file again changes nothing."""
    if picture.digest != drawn.digest:
        picture.digest, picture.width, picture.height, picture.added_at = drawn.digest, drawn.width, drawn.height, now


def keep(drawn: Drawn, picture: Picture) -> None:
    """Store the renditions of a saved picture in place of those it had."""
    with transaction.atomic():
        picture.renditions.all().delete()
        Rendition.objects.bulk_create(
            Rendition(picture=picture, width=width, content=content) for width, content in drawn.renditions.items()
        )


def _refuse_too_many(pixels: int) -> None:
    if pixels > settings.PICTURE_MEGAPIXELS * MEGAPIXEL:
        raise _too_many()


def _too_many() -> BadPicture:
    return BadPicture(
        _("The picture has more than %(most)d million pixels. Make it smaller and choose it again.")
        % {"most": settings.PICTURE_MEGAPIXELS}
    )


def _upright(image: Image.Image) -> Image.Image:
    """The picture in sRGB, on white, the right way up, no larger than the largest rendition, with nothing beside its pixels."""
    turned = _orientation(image)
    widest, tallest = (TALLEST, WIDTHS[-1]) if turned in _LYING else (WIDTHS[-1], TALLEST)
    scale = min(1, widest / image.width, tallest / image.height)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    # A JPEG can be decoded at a half, a quarter or an eighth of its size: twice what is wanted is enough.
    image.draft(None, (2 * size[0], 2 * size[1]))
    picture = _on_white(_even(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=3))
    picture = _in_srgb(picture, image.info.get("icc_profile"))
    if turned in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[turned])
    # Pillow would write what it finds here into the files.
    picture.info = {}
    return picture


def _orientation(image: Image.Image) -> int:
    """How the camera was held, as Exif counts it (1: upright)."""
    try:
        found = image.getexif().get(ExifTags.Base.Orientation, 1)
    except _DAMAGED:
        return 1
    return found if isinstance(found, int) else 1


def _even(image: Image.Image) -> Image.Image:
    """The picture in a mode in which pixels can be mixed, eight bits a channel."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey; Pillow would cut off what is above 255.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    """What is transparent becomes white, as it was drawn for: dark lines on a dark page would be lost."""
    if image.mode not in ("LA", "RGBA"):
        return image
    seen = image.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    white.alpha_composite(seen)
    return white.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in the colours of the web; its own profile goes. One that cannot be read, or fits not, counts for nothing."""
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, own, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, *_DAMAGED):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _webp(picture: Image.Image, width: int) -> bytes:
    height = max(1, round(picture.height * width / picture.width))
    drawn = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
    written = BytesIO()
    drawn.save(written, "WEBP", quality=_QUALITY, method=4)
    return written.getvalue()
