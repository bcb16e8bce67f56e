"""Units that a figure can have, and one scale for those that measure the same. Pure.

A unit that is not in `units.txt` and `NAMES` is not comparable with anything; nothing is guessed from prefixes.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import pint

from marketplace.common.text import normal

DEFINITIONS = Path(__file__).with_name("units.txt")

# As people write them → names in units.txt. Case counts where it must: mW is not MW.
NAMES: dict[str, str] = {
    "m": "metre", "mm": "millimetre", "cm": "centimetre", "µm": "micrometre", "μm": "micrometre",
    "um": "micrometre", "micron": "micrometre", "nm": "nanometre", "km": "kilometre", "mét": "metre",
    "ha": "hectare", "héc-ta": "hectare", "hecta": "hectare", "hectare": "hectare", "a": "are",
    "sào Bắc Bộ": "sao_bac_bo", "sào Trung Bộ": "sao_trung_bo", "sào": "sao", "công đất": "cong_dat",
    "l": "litre", "L": "litre", "lít": "litre", "litre": "litre", "liter": "litre", "litres": "litre",
    "ml": "millilitre", "mL": "millilitre", "cc": "millilitre", "hl": "hectolitre", "Nm3": "normal_cubic_metre",
    "g": "gram", "gam": "gram", "mg": "milligram", "µg": "microgram", "μg": "microgram", "ug": "microgram",
    "ng": "nanogram", "kg": "kilogram", "cân": "kilogram", "kilogram": "kilogram", "lạng": "lang", "yến": "yen",
    "tạ": "ta", "quintal": "ta", "t": "tonne", "tấn": "tonne", "tonne": "tonne", "tonnes": "tonne",
    "ton": "tonne", "lb": "pound", "lbs": "pound",
    "s": "second", "giây": "second", "second": "second", "seconds": "second", "sec": "second",
    "ms": "millisecond", "min": "minute", "phút": "minute", "minute": "minute", "minutes": "minute",
    "h": "hour", "giờ": "hour", "hour": "hour", "hours": "hour", "hr": "hour", "tiếng": "hour",
    "ngày": "day", "day": "day", "days": "day", "d": "day", "tuần": "week", "week": "week", "weeks": "week",
    "tháng": "month", "month": "month", "months": "month", "năm": "year", "year": "year", "years": "year",
    "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz",
    "K": "kelvin", "°C": "degree_celsius", "độ C": "degree_celsius", "oC": "degree_celsius",
    "℃": "degree_celsius", "°F": "degree_fahrenheit",
    "N": "newton", "Nm": "newton_metre", "J": "joule", "kJ": "kilojoule", "MJ": "megajoule", "kcal": "kilocalorie",
    "W": "watt", "mW": "milliwatt", "µW": "microwatt", "μW": "microwatt", "kW": "kilowatt", "KW": "kilowatt",
    "MW": "megawatt", "HP": "horsepower", "hp": "horsepower", "mã lực": "horsepower", "Wh": "watt_hour",
    "kWh": "kilowatt_hour", "KWh": "kilowatt_hour", "MWh": "megawatt_hour", "số điện": "kilowatt_hour",
    "Pa": "pascal", "kPa": "kilopascal", "MPa": "megapascal", "GPa": "gigapascal", "bar": "bar",
    "mbar": "millibar", "atm": "atmosphere",
    "A": "ampere", "mA": "milliampere", "V": "volt", "mV": "millivolt", "kV": "kilovolt", "Ω": "ohm", "ohm": "ohm",
    "Ah": "ampere_hour", "lux": "lux", "mol": "mole", "mmol": "millimole",
    "%": "percent", "percent": "percent", "phần trăm": "percent", "‰": "permille",
    "ppm": "part_per_million", "ppb": "part_per_billion", "điểm %": "percentage_point",
    "điểm phần trăm": "percentage_point", "percentage points": "percentage_point",
    "percentage point": "percentage_point", "°": "angle_degree", "rad": "radian",
    "dB": "decibel", "dB(A)": "decibel_a", "dBA": "decibel_a", "pH": "acidity", "NTU": "turbidity",
    "CFU": "colony", "MPN": "probable_number", "B": "byte", "kB": "kilobyte", "MB": "megabyte", "GB": "gigabyte",
    "bit": "bit", "kbit": "kilobit", "Mbit": "megabit", "px": "pixel", "pixel": "pixel", "vòng": "turn",
    "đồng": "dong", "VND": "dong", "VNĐ": "dong", "đ": "dong", "vnđ": "dong", "vnd": "dong",
    "nghìn đồng": "thousand_dong", "ngàn đồng": "thousand_dong", "VND thousand": "thousand_dong",
    "thousand VND": "thousand_dong", "triệu đồng": "million_dong", "triệu": "million_dong",
    "VND million": "million_dong", "million VND": "million_dong", "tỷ đồng": "billion_dong",
    "tỉ đồng": "billion_dong", "VND billion": "billion_dong", "billion VND": "billion_dong",
    "USD": "us_dollar", "US$": "us_dollar", "$": "us_dollar", "đô la": "us_dollar", "EUR": "euro", "€": "euro",
    "USD thousand": "thousand_us_dollar", "USD million": "million_us_dollar",
    "mẻ": "batch", "batch": "batch", "batches": "batch", "con": "animal", "head": "animal", "animal": "animal",
    "cây": "plant", "plant": "plant", "plants": "plant", "tree": "plant", "trees": "plant", "chiếc": "piece",
    "cái": "piece", "piece": "piece", "pieces": "piece", "quả": "fruit", "trái": "fruit", "fruit": "fruit",
    "người": "person", "person": "person", "people": "person", "công": "person_day", "ngày công": "person_day",
    "person-day": "person_day", "person-days": "person_day", "hộ": "household", "household": "household",
    "chu kỳ": "cycle", "cycle": "cycle", "cycles": "cycle", "lần": "occurrence", "times": "occurrence",
    "vụ": "crop", "season": "crop", "mẫu": "sample", "sample": "sample", "samples": "sample", "máy": "machine",
    "ảnh": "image", "image": "image", "images": "image", "dòng": "line", "nhóm": "group", "đàn": "colony_of_bees",
    "nút": "node", "node": "node",
}  # fmt: skip

_WORD = "|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True))
_POWERS = {"": 1, "2": 2, "3": 3, "^2": 2, "^3": 3, "**2": 2, "**3": 3}
_SIGNS = "/·.*×"
_PIECE = re.compile(
    rf"\s*(?:(?P<sign>[{_SIGNS}])|(?P<per>per|mỗi)\b|(?P<unit>{_WORD})(?P<power>(?:\^|\*\*)?[23])?(?![^\W_])"
    r"|(?P<number>\d[\d.,]*))"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A magnitude in the base units of what it measures; two can be compared when `measures` is the same."""

    measures: str
    magnitude: float


@cache
def registry() -> "pint.UnitRegistry[float]":
    """The one registry of the process, made at the first figure."""
    return pint.UnitRegistry(str(DEFINITIONS), autoconvert_offset_to_baseunit=True, cache_folder=None)


def quantity(value: float, unit: str) -> Quantity | None:
    """A figure on the common scale; None when its unit is not known. No unit is a bare number."""
    found = parse(unit)
    if found is None:
        return None
    base = registry().Quantity(value * found.factor, found.unit).to_base_units()
    return Quantity(measures=str(base.dimensionality), magnitude=float(base.magnitude))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the registry, times a number as in “per 100 ml”."""

    unit: "pint.Unit"
    factor: float


@lru_cache(maxsize=2048)  # A floor has some hundred spellings.
def parse(text: str) -> Unit | None:
    """The unit that a text names as a whole; None when any part of it is not known."""
    text = normal(text)  # Also m³ as m3.
    if not text:
        return Unit(registry().Unit(""), 1.0)
    factor, below, at = 1.0, False, 0
    unit = registry().Unit("")
    if text[-1] in _SIGNS:
        return None
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:
            return None
        at = found.end()
        below = below or found["sign"] == "/" or found["per"] is not None
        if found["number"]:
            number = number_of(found["number"])
            if not number:
                return None
            factor = factor / number if below else factor * number
        elif found["unit"]:
            one = registry().Unit(NAMES[found["unit"]]) ** _POWERS[found["power"] or ""]
            unit = unit / one if below else unit * one
    return Unit(unit, factor)


def number_of(text: str) -> float | None:
    """A number as it is written in Vietnamese (1.234,5) or English (1,234.5); None when it could be either.

    A single sign followed by exactly three digits is ambiguous between the two and is read as thousands: nobody
    writes a figure to three decimals with a sign that separates thousands in their own language.
    """
    text = text.strip().rstrip(".,").replace(" ", "").replace("\u00a0", "")
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        decimal = "," if comma > point else "."
    elif text.count(",") + text.count(".") == 1:
        sign = max(comma, point)
        decimal = "" if len(text) - sign == 4 and text[:sign].lstrip("-") not in ("0", "") else text[sign]
    else:
        decimal = ""
    thousands = {",", "."} - {decimal}
    for sign_to_drop in thousands:
        text = text.replace(sign_to_drop, "")
    try:
        return float(text.replace(decimal, ".") if decimal else text)
    except ValueError:
        return None
