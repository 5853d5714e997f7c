"""How is a party named, identified and addressed in a letter of each country?

Names are never inflected: Polish papers use label lines, Romanian ones agree with the party
(*Subscrisa*, *Subsemnatul*, *Subsemnata*). The personal numbers CNP and PESEL are never printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from demandgen.casefile.model import Address, Agent, Country, Form, Party, Representative

_HOME: Final[dict[Country, str]] = {"ro": "RO", "pl": "PL"}
_NAMES_OF_HOME: Final = {"ro": {"ro", "românia", "romania"}, "pl": {"pl", "polska", "poland"}}
_PERSONAL_LENGTHS: Final = {11, 13}
"""Digits of PESEL and CNP; those of firms are shorter in both countries."""

_SEAT: Final[dict[Country, dict[Form, str]]] = {
    "ro": {
        "company": "Sediul",
        "public-body": "Sediul",
        "sole-trader": "Sediul profesional",
        "person": "Domiciliul",
    },
    "pl": {
        "company": "Siedziba",
        "public-body": "Siedziba",
        "sole-trader": "Adres",
        "person": "Adres",
    },
}


class Line(NamedTuple):
    """One fact that identifies a party, and what it is called."""

    label: str
    value: str


def postal_lines(
    name: str, address: Address, home: Country, attention: str | None = None
) -> tuple[str, ...]:
    """The lines of an envelope posted in `home`: name, street, code and town, county, country.

    `attention` is the whole line that names a person at the firm.
    """
    lines = [name, attention, address.street, _locality(address, home)]
    if _is_at_home(address, home):
        lines.append(None if _has_sector(address) else county(address, home))
    else:
        lines += [address.county, country_name(address, home).upper()]
    return tuple(line for line in lines if line)


def one_line(address: Address, home: Country) -> str:
    """An address in running text: Strada Lungă nr. 12, 500035 Brașov, jud. Brașov."""
    parts = [address.street, _locality(address, home)]
    if not (_has_sector(address) and _is_at_home(address, home)):
        parts.append(county(address, home))
    if not _is_at_home(address, home):
        parts.append(country_name(address, home))
    return ", ".join(part for part in parts if part)


def county(address: Address, home: Country) -> str:
    """The county as Romania writes it: jud. Brașov, sector 3; as given elsewhere."""
    text = address.county or ""
    if not text or home != "ro" or not _is_at_home(address, home):
        return text
    if _has_sector(address):
        return text.lower()
    return text if re.match(r"jud", text, re.IGNORECASE) else f"jud. {text}"


def country_name(address: Address, home: Country) -> str:
    """The country's name in the language of `home`; of `home` itself where none is given."""
    from babel import Locale

    code = (address.country or _HOME[home]).strip()
    return str(Locale(home).territories.get(code.upper(), code))


def shown_tax_id(party: Party | Agent) -> str | None:
    """The tax number to print: never a CNP or PESEL, so none at all for a private person."""
    number = party.tax_id
    if not number or _form(party) == "person" or _is_personal(number):
        return None
    digits = len(re.sub(r"\D", "", number))
    may_be_personal = _form(party) == "sole-trader" and digits in _PERSONAL_LENGTHS
    return None if may_be_personal else number


def _is_personal(number: str) -> bool:
    from stdnum.pl import pesel
    from stdnum.ro import cnp

    return bool(cnp.is_valid(number) or pesel.is_valid(number))


def identification(party: Party | Agent, home: Country) -> tuple[Line, ...]:
    """What identifies a party, besides its name, as labelled lines in the language of `home`."""
    lines: list[Line] = []
    if party.address:
        seat = _SEAT[home][_form(party)]
        lines.append(Line(seat, one_line(party.address, home)))
    if number := shown_tax_id(party):
        lines.append(Line(_tax_label(party, home), number))
    lines += _register_lines(party, home)
    if person := representative_of(party):
        label = _agreeing(party, "Reprezentat", "ă") + " prin" if home == "ro" else "Reprezentant"
        lines.append(Line(label, represented_by(person, home)))
    return tuple(lines)


def representative_of(party: Party | Agent) -> Representative | None:
    """Who acts for a party; nobody for a person or sole trader of that same name."""
    person = party.representative
    is_natural = _form(party) in {"person", "sole-trader"}
    is_own = person and is_natural and person.name in party.name
    return None if is_own else person


def represented_by(person: Representative, home: Country) -> str:
    """The representative and the capacity: Ana Pop, în calitate de administrator."""
    if not person.role:
        return person.name
    return f"{person.name}, {'în calitate de ' if home == 'ro' else ''}{person.role}"


def undersigned(party: Party) -> str:
    """*Subscrisa* of a legal person, *Subsemnatul* or *Subsemnata* of a natural one.

    A sole trader of unknown gender is *Subscrisa*, which agrees with the firm.
    """
    if not party.is_natural_person:
        return "Subscrisul" if _is_masculine_body(party) else "Subscrisa"
    if party.gender:
        return "Subsemnatul" if party.gender == "m" else "Subsemnata"
    return "Subscrisa" if party.named_as == "sole-trader" else "Subsemnatul(a)"


def introduction(party: Party) -> str:
    """A party introducing itself in a Romanian paper.

    *Subscrisa X SRL, cu sediul în Brașov, Strada Lungă nr. 12, jud. Brașov, CUI ..., reprezentată
    prin Ana Pop, în calitate de administrator*.
    """
    return ", ".join(
        part for part in (f"{undersigned(party)} {party.name}", identified(party)) if part
    )


def identified(party: Party) -> str:
    """What identifies a party in Romanian prose after its name; empty where nothing is stated.

    *cu sediul în Brașov, Strada Lungă nr. 12, jud. Brașov, înregistrată în registrul comerțului
    sub nr. J08/99123/2015, CUI ..., reprezentată prin Ana Pop, în calitate de administrator*.
    """
    parts: list[str] = []
    if party.address:
        parts.append(f"cu {_SEAT['ro'][party.named_as].lower()} în {town_first(party.address)}")
    if party.registration:
        registered = _agreeing(party, "înregistrat", "ă")
        parts.append(f"{registered} în registrul comerțului sub nr. {party.registration}")
    if party.euid:
        parts.append(f"EUID {party.euid}")
    if number := shown_tax_id(party):
        label = _tax_label(party, "ro")
        parts.append(f"{label if label.isupper() else label.lower()} {number}")
    if person := representative_of(party):
        by = represented_by(person, "ro")
        parts.append(f"{_agreeing(party, 'reprezentat', 'ă')} prin {by}")
    return ", ".join(parts)


def town_first(address: Address) -> str:
    """The order of Romanian prose: town, street, county, postal code, country."""
    parts = [address.city, address.street, county(address, "ro")]
    if address.postal_code:
        parts.append(f"cod poștal {address.postal_code}")
    if not _is_at_home(address, "ro"):
        parts.append(country_name(address, "ro"))
    return ", ".join(part for part in parts if part)


def _agreeing(party: Party | Agent, masculine: str, ending: str) -> str:
    """*reprezentată* of a firm or a woman, *reprezentat* of a man, *reprezentat(ă)* of unknown."""
    if isinstance(party, Agent):
        return masculine + ending
    masculines = {"Subscrisul", "Subsemnatul"}
    opening = undersigned(party)
    if opening == "Subsemnatul(a)":
        return f"{masculine}({ending})"
    return masculine if opening in masculines else masculine + ending


def _is_masculine_body(party: Party) -> bool:
    """A public body said to be masculine: Spitalul, Orașul."""
    return party.named_as == "public-body" and party.gender == "m"


def _register_lines(party: Party | Agent, home: Country) -> Iterator[Line]:
    if party.registration:
        labels = {"ro": "Nr. registrul comerțului", "pl": "KRS"}
        foreign = {"ro": "Nr. de înregistrare", "pl": "Nr rejestru"}
        is_local = _origin(party, home) == _HOME[home]
        yield Line((labels if is_local else foreign)[home], party.registration)
    if isinstance(party, Agent):
        return
    if party.euid:
        yield Line("EUID", party.euid)
    if party.registry_court:
        yield Line(
            "Sąd rejestrowy" if home == "pl" else "Instanța de registru", party.registry_court
        )
    if party.share_capital:
        label = "Kapitał zakładowy" if home == "pl" else "Capital social"
        yield Line(label, party.share_capital)
    if party.regon:
        yield Line("REGON", party.regon)


def _tax_label(party: Party | Agent, home: Country) -> str:
    origin = _origin(party, home)
    if origin == "PL":
        return "NIP"
    if origin == "RO":
        return "CIF" if _form(party) == "public-body" else "CUI"
    return "Cod fiscal" if home == "ro" else "Numer podatkowy"


def _form(party: Party | Agent) -> Form:
    if isinstance(party, Agent):
        return party.form or "company"
    return party.named_as


def _origin(party: Party | Agent, home: Country) -> str:
    """The country whose numbers a party bears: that of its address, else `home`."""
    stated = party.address.country if party.address else None
    return (stated or _HOME[home]).strip().upper()


def _locality(address: Address, home: Country) -> str:
    locality = f"{address.postal_code} {address.city}" if address.postal_code else address.city
    if _has_sector(address) and _is_at_home(address, home):
        return f"{locality}, {county(address, home)}"
    return locality


def _has_sector(address: Address) -> bool:
    return bool(re.match(r"sector", address.county or "", re.IGNORECASE))


def _is_at_home(address: Address, home: Country) -> bool:
    return not address.country or address.country.strip().casefold() in _NAMES_OF_HOME[home]
