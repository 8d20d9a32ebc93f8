"""Places as people and files write them, found in the register of municipalities and counties.

The register, municipalities.csv, is Statistics Sweden's official list: two figures for a county
(00 for the country), four for a municipality.
"""

import csv
import difflib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_COUNTRY = "00"
_LONGEST_NAME = 80
#: What a county's region calls itself, where that is not "Region" and the county's name.
_REGIONS = {
    "04": ("region sörmland", "sörmland", "sörmlands län"),
    "06": ("region jönköpings län",),
    "08": ("region kalmar län",),
    "14": ("västra götalandsregionen", "vgr"),
    "18": ("region örebro län",),
    "23": ("region jämtland härjedalen",),
}
_COUNTRY_NAMES = ("riket", "hela riket", "hela landet", "landet", "sverige", "hela sverige")
#: Names that lose their last letter: "Falu kommun".
_OLD_GENITIVES = {"falun": "falu"}
_DASHES = str.maketrans(dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}–—−", "-"))


@dataclass(frozen=True)
class Place:
    """A municipality, a county or the country."""

    #: "2480", "24" or "00".
    code: str
    #: "Umeå", "Västerbottens län" or "Riket".
    name: str

    @property
    def is_municipality(self) -> bool:
        """Say whether it is one of the 290."""
        return len(self.code) == len("2480")


def find_place(written: str) -> Place | None:
    """Return the place that is meant, or None when it is not surely one in the register.

    Args:
        written: "Umeå", "Umeå kommun", "Arjeplogs kommun", "Dalarnas län", "HELA RIKET", "2480"
            or "2480 Umeå".
    """
    plain = _plain(written)
    code, _space, rest = plain.partition(" ")
    if code.isdecimal():
        coded = _by_code().get(_full_code(code))
        return coded if not rest or coded == _by_name().get(rest) else None
    return _by_name().get(plain)


def suggest_places(written: str) -> tuple[Place, ...]:
    """Return up to three places that may be meant, the likeliest first."""
    names = _by_name()
    found = difflib.get_close_matches(_plain(written), names, n=9, cutoff=0.75)
    return tuple(dict.fromkeys(names[name] for name in found))[:3]


@cache
def list_register() -> tuple[Place, ...]:
    """Return the country, each county and each municipality, by code."""
    text = resources.files(__package__).joinpath("municipalities.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return tuple(Place(row["code"], row["name"]) for row in rows)


def _plain(written: str) -> str:
    return " ".join(written[:_LONGEST_NAME].translate(_DASHES).casefold().split())


def _full_code(code: str) -> str:
    """Return a code as the register writes it: a spreadsheet may have dropped the first zero.

    Kolada gives regions and the country as 0024 and 0000.
    """
    full = code.zfill(4) if len(code) > len(_COUNTRY) else code.zfill(2)
    return full[2:] if full.startswith("00") and len(full) > len(_COUNTRY) else full


@cache
def _by_code() -> dict[str, Place]:
    return {place.code: place for place in list_register()}


@cache
def _by_name() -> dict[str, Place]:
    """Return every way to write each place. A municipality goes before a county."""
    names: dict[str, Place] = {}
    for place in sorted(list_register(), key=lambda place: -len(place.code)):
        for name in _ways_to_write(place):
            names.setdefault(name, place)
    return names


def _ways_to_write(place: Place) -> tuple[str, ...]:
    name = place.name.casefold()
    if place.code == _COUNTRY:
        return _COUNTRY_NAMES
    if not place.is_municipality:
        return _ways_to_write_county(place.code, name)
    genitives = {name, _OLD_GENITIVES.get(name, name if name.endswith("s") else f"{name}s")}
    written = [f"{form} {body}" for form in sorted(genitives) for body in ("kommun", "stad")]
    return (name, *written, *(("region gotland",) if name == "gotland" else ()))


def _ways_to_write_county(code: str, name: str) -> tuple[str, ...]:
    genitive = name.removesuffix(" län")
    # Blekinge, Kalmar, Skåne, Uppsala and Örebro have no s to lose.
    short = genitive.removesuffix("s")
    return (name, f"{short} län", f"region {short}", short, *_REGIONS.get(code, ()))
