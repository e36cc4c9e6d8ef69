"""Files as people upload them, made by the library that is not to be trusted with reading them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (30, 60, 200), (255, 255, 255)


def quarters(width: int = 1600, height: int = 1200) -> Image.Image:
    """A picture that shows how it is turned: red, green, blue and white from the upper left, line by line."""
    four = Image.new("RGB", (2, 2))
    for at, colour in (((0, 0), RED), ((1, 0), GREEN), ((0, 1), BLUE), ((1, 1), WHITE)):
        four.putpixel(at, colour)
    return four.resize((width, height), Image.Resampling.NEAREST)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The file of a picture; `options` are those of Pillow."""
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def from_a_camera(image: Image.Image, orientation: int = 1) -> bytes:
    """A JPEG with what cameras and telephones write beside the pixels: where, with what, by whom, a comment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SecretCamera"
    exif[ExifTags.Base.Artist] = "SecretPerson"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 7.5)
    return encoded(image, "JPEG", exif=exif, comment=b"SecretComment", xmp=b"<x>SecretPacket</x>", quality=95)


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises that many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )
