"""Writes image files and the samples Pillow makes of them, for ImageDecoderTest.

Usage: python3 scripts/golden/images.py driver/src/test/resources/golden/images
"""

import base64
import json
import pathlib
import random
import sys

import PIL
from PIL import Image

target = pathlib.Path(sys.argv[1])
generator = random.Random(6)


def smooth(width, height):
    """Returns a coloured image of gradients, with a few hard edges and a little noise."""
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            edge = 90 if (x // 5 + y // 7) % 2 else 0
            image.putpixel((x, y), (
                min(255, 8 * x + edge), min(255, 6 * y + generator.randrange(20)), (x * y + edge) % 256))
    return image


def transparent(width, height):
    image = smooth(width, height).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize((width, height)))
    return image


def grey_and_alpha(width, height):
    return transparent(width, height).convert("LA")


colours = smooth(23, 17)
images = {
    "colours.png": (colours, {}),
    "grey.png": (colours.convert("L"), {}),
    "palette.png": (colours.quantize(11), {}),
    "bits.png": (colours.convert("1"), {}),
    "transparent.png": (transparent(19, 14), {}),
    "grey-transparent.png": (grey_and_alpha(12, 9), {}),
    "colours.jpg": (colours, {"quality": 90}),
    "grey.jpg": (colours.convert("L"), {"quality": 85}),
    "progressive.jpg": (colours, {"quality": 80, "progressive": True, "subsampling": 0}),
    "colours.bmp": (colours, {}),
    "palette.bmp": (colours.quantize(7), {}),
    "first.gif": (colours.quantize(30), {"save_all": True, "append_images": [colours.quantize(3).rotate(90)]}),
}
sizes = [(17, 23), (8, 8), (5, 30), (40, 31), (1, 1), (16, 9)]  # height, width


def samples(image, channels, size):
    """Returns planes, row by row, of an image on white, in a size."""
    if image.mode in ("RGBA", "LA"):
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    image = image.convert("RGB")
    image = image.convert("L") if channels == 1 else image
    height, width = size if size else (image.height, image.width)
    image = image.resize((width, height), Image.Resampling.BILINEAR)
    return b"".join(band.tobytes() for band in image.split())


cases = []
for name, (image, options) in images.items():
    image.save(target / name, **options)
    back = Image.open(target / name)
    back.seek(0)
    back.load()
    for channels in (1, 3):
        for size in [None] + (sizes if name in ("colours.png", "grey.png", "colours.jpg") else [(8, 8)]):
            planes = samples(back.copy(), channels, size)
            cases.append({"file": name, "channels": channels, "size": size,
                          "samples": base64.b64encode(planes).decode()})
(target / "images.json").write_text(json.dumps({
    "library": "Pillow", "version": PIL.__version__, "dtype": "uint8", "cases": cases}, indent=0) + "\n")
