"""How parties are named, identified and addressed. Invented parties; valid check digits."""

from __future__ import annotations

from typing import Any

import pytest

from demandgen.casefile.model import Address, Agent, Country, Party, Representative
from demandgen.documents import addresses

BRASOV = Address(street="Strada Lungă nr. 12", city="Brașov", county="Brașov", postal_code="500035")
BUCHAREST = Address(
    street="Bulevardul Unirii nr. 70", city="București", county="Sector 3", postal_code="030833"
)
LODZ = Address(street="ul. Piotrkowska 104", city="Łódź", postal_code="90-926")
BERLIN = Address(street="Lindenstraße 9", city="Berlin", postal_code="10969", country="DE")

JOINERY = Party(
    name="Atelierul Brâncoveanu & Fiii SRL",
    kind="business",
    tax_id="RO9912345676",
    registration="J08/99123/2015",
    euid="ROONRC.J08/99123/2015",
    address=BRASOV,
    representative=Representative(name="Ștefania Țuțuianu", role="administrator"),
)
PRINTERS = Party(
    name="Drukarnia Żółw Wójcik i Wspólnicy sp. z o.o.",
    kind="business",
    tax_id="9987654326",
    registration="0009990001",
    registry_court="Sąd Rejonowy dla Krakowa-Śródmieścia w Krakowie",
    share_capital="50 000,00 zł",
    regon="999123453",
    address=Address(street="ul. Długa 17/3", city="Kraków", postal_code="31-146"),
    representative=Representative(name="Małgorzata Wójcik", role="prezes zarządu"),
)
CNP = "1800101221144"
PESEL = "44051401359"


def person(**facts: Any) -> Party:
    return Party(**{"name": "Țînțaru Răzvan", "kind": "consumer", "address": BRASOV, **facts})


def labelled(party: Party | Agent, home: Country) -> list[str]:
    return [f"{label}: {value}" for label, value in addresses.identification(party, home)]


@pytest.mark.parametrize(
    ("address", "home", "lines"),
    [
        (BRASOV, "ro", ["Strada Lungă nr. 12", "500035 Brașov", "jud. Brașov"]),
        (BUCHAREST, "ro", ["Bulevardul Unirii nr. 70", "030833 București, sector 3"]),
        (LODZ, "pl", ["ul. Piotrkowska 104", "90-926 Łódź"]),
        (LODZ.model_copy(update={"country": "PL"}), "pl", ["ul. Piotrkowska 104", "90-926 Łódź"]),
        (LODZ.model_copy(update={"country": "Polska"}), "pl", ["ul. Piotrkowska 104", "90-926 Łódź"]),
        (LODZ.model_copy(update={"country": "pl"}), "ro", ["ul. Piotrkowska 104", "90-926 Łódź", "POLONIA"]),
        (BERLIN, "ro", ["Lindenstraße 9", "10969 Berlin", "GERMANIA"]),
        (BERLIN, "pl", ["Lindenstraße 9", "10969 Berlin", "NIEMCY"]),
        (BRASOV.model_copy(update={"country": "RO"}), "pl", ["Strada Lungă nr. 12", "500035 Brașov", "Brașov", "RUMUNIA"]),
        (Address(street="Nr. 14", city="Săcele"), "ro", ["Nr. 14", "Săcele"]),
        (Address(street="Nr. 14", city="Săcele", county="județul Brașov"), "ro", ["Nr. 14", "Săcele", "județul Brașov"]),
    ],
)  # fmt: skip
def test_envelopes(address: Address, home: Country, lines: list[str]) -> None:
    assert addresses.postal_lines("Hotel Măgura SRL", address, home) == ("Hotel Măgura SRL", *lines)


def test_a_person_to_whose_attention() -> None:
    lines = addresses.postal_lines("Hotel Măgura SRL", BUCHAREST, "ro", "În atenția: Ana Pop")
    assert lines[:3] == ("Hotel Măgura SRL", "În atenția: Ana Pop", "Bulevardul Unirii nr. 70")


@pytest.mark.parametrize(
    ("address", "home", "text"),
    [
        (BRASOV, "ro", "Strada Lungă nr. 12, 500035 Brașov, jud. Brașov"),
        (BUCHAREST, "ro", "Bulevardul Unirii nr. 70, 030833 București, sector 3"),
        (LODZ, "pl", "ul. Piotrkowska 104, 90-926 Łódź"),
        (BERLIN, "ro", "Lindenstraße 9, 10969 Berlin, Germania"),
        (BERLIN, "pl", "Lindenstraße 9, 10969 Berlin, Niemcy"),
    ],
)
def test_addresses_in_running_text(address: Address, home: Country, text: str) -> None:
    assert addresses.one_line(address, home) == text


def test_what_identifies_a_romanian_company() -> None:
    assert labelled(JOINERY, "ro") == [
        "Sediul: Strada Lungă nr. 12, 500035 Brașov, jud. Brașov",
        "CUI: RO9912345676",
        "Nr. registrul comerțului: J08/99123/2015",
        "EUID: ROONRC.J08/99123/2015",
        "Reprezentată prin: Ștefania Țuțuianu, în calitate de administrator",
    ]


def test_what_identifies_a_polish_company() -> None:
    assert labelled(PRINTERS, "pl") == [
        "Siedziba: ul. Długa 17/3, 31-146 Kraków",
        "NIP: 9987654326",
        "KRS: 0009990001",
        "Sąd rejestrowy: Sąd Rejonowy dla Krakowa-Śródmieścia w Krakowie",
        "Kapitał zakładowy: 50 000,00 zł",
        "REGON: 999123453",
        "Reprezentant: Małgorzata Wójcik, prezes zarządu",
    ]


def test_what_identifies_parties_of_other_countries() -> None:
    foreign = PRINTERS.model_copy(update={"address": LODZ.model_copy(update={"country": "PL"})})
    assert labelled(foreign, "ro")[:3] == [
        "Sediul: ul. Piotrkowska 104, 90-926 Łódź, Polonia",
        "NIP: 9987654326",
        "Nr. de înregistrare: 0009990001",
    ]
    german = Party(
        name="Muster GmbH",
        kind="business",
        tax_id="DE136695976",
        registration="HRB 1",
        address=BERLIN,
    )
    assert labelled(german, "ro")[1:] == ["Cod fiscal: DE136695976", "Nr. de înregistrare: HRB 1"]
    assert labelled(german, "pl")[1:] == ["Numer podatkowy: DE136695976", "Nr rejestru: HRB 1"]


def test_what_identifies_an_agent() -> None:
    agent = Agent(
        name="Recuperări Exemplu SRL",
        tax_id="9923456785",
        registration="J40/99567/2012",
        address=BUCHAREST,
        representative=Representative(name="Ana Pop"),
    )
    assert labelled(agent, "ro") == [
        "Sediul: Bulevardul Unirii nr. 70, 030833 București, sector 3",
        "CUI: 9923456785",
        "Nr. registrul comerțului: J40/99567/2012",
        "Reprezentată prin: Ana Pop",
    ]


@pytest.mark.parametrize(
    ("form", "tax_id", "home", "shown"),
    [
        ("person", CNP, "ro", None),
        ("person", PESEL, "pl", None),
        ("person", "9971112226", "pl", None),
        ("sole-trader", CNP, "ro", None),
        ("sole-trader", PESEL, "pl", None),
        ("sole-trader", "9923456785", "ro", "9923456785"),
        ("sole-trader", "9971112226", "pl", "9971112226"),
        ("company", "RO9912345676", "ro", "RO9912345676"),
        ("company", None, "ro", None),
        ("company", CNP, "ro", None),  # a trader whose form the file does not state
        ("company", PESEL, "pl", None),
    ],
)
def test_personal_numbers_are_never_shown(
    form: Any, tax_id: str | None, home: Country, shown: str | None
) -> None:
    party = Party(name="X", kind="business", form=form, tax_id=tax_id)
    assert addresses.shown_tax_id(party) == shown
    everything = f"{addresses.identification(party, home)} {addresses.introduction(party)}"
    assert (tax_id or "-") in everything if shown else (tax_id or "-") not in everything


def test_personal_numbers_of_foreigners_are_not_shown_either() -> None:
    polish = LODZ.model_copy(update={"country": "PL"})
    party = Party(name="X", kind="business", form="sole-trader", tax_id=PESEL, address=polish)
    assert addresses.shown_tax_id(party) is None


@pytest.mark.parametrize(
    ("facts", "opening"),
    [
        ({"kind": "business"}, "Subscrisa"),
        ({"kind": "public-authority"}, "Subscrisa"),
        ({"kind": "public-authority", "gender": "m"}, "Subscrisul"),
        ({"kind": "consumer", "gender": "m"}, "Subsemnatul"),
        ({"kind": "consumer", "gender": "f"}, "Subsemnata"),
        ({"kind": "consumer"}, "Subsemnatul(a)"),
        ({"kind": "business", "form": "sole-trader", "gender": "m"}, "Subsemnatul"),
        ({"kind": "business", "form": "sole-trader", "gender": "f"}, "Subsemnata"),
        ({"kind": "business", "form": "sole-trader"}, "Subscrisa"),
    ],
)
def test_the_undersigned(facts: dict[str, Any], opening: str) -> None:
    assert addresses.undersigned(Party(**{"name": "X", **facts})) == opening


def test_a_company_introduces_itself() -> None:
    assert addresses.introduction(JOINERY) == (
        "Subscrisa Atelierul Brâncoveanu & Fiii SRL, cu sediul în Brașov, Strada Lungă nr. 12, "
        "jud. Brașov, cod poștal 500035, înregistrată în registrul comerțului sub nr. "
        "J08/99123/2015, EUID ROONRC.J08/99123/2015, CUI RO9912345676, reprezentată prin "
        "Ștefania Țuțuianu, în calitate de administrator"
    )


@pytest.mark.parametrize(
    ("party", "text"),
    [
        (
            person(gender="m", tax_id=CNP),
            "Subsemnatul Țînțaru Răzvan, cu domiciliul în Brașov, Strada Lungă nr. 12, jud. Brașov, cod poștal 500035",
        ),
        (
            person(name="Pop Ana", gender="f", address=BUCHAREST),
            "Subsemnata Pop Ana, cu domiciliul în București, Bulevardul Unirii nr. 70, sector 3, cod poștal 030833",
        ),
        (
            person(
                name="Pop Ana PFA", kind="business", form="sole-trader", gender="f",
                registration="F08/99/2020", tax_id="9923456785",
                address=Address(street="Strada Lungă nr. 1", city="Brașov"),
            ),
            "Subsemnata Pop Ana PFA, cu sediul profesional în Brașov, Strada Lungă nr. 1, înregistrată în registrul comerțului sub nr. F08/99/2020, CUI 9923456785",
        ),
        (
            Party(
                name="Spitalul Exemplu", kind="public-healthcare", gender="m", tax_id="4267001",
                representative=Representative(name="Ion Dan", role="manager"),
            ),
            "Subscrisul Spitalul Exemplu, CIF 4267001, reprezentat prin Ion Dan, în calitate de manager",
        ),
        (
            person(address=None, representative=Representative(name="Ion Dan")),
            "Subsemnatul(a) Țînțaru Răzvan, reprezentat(ă) prin Ion Dan",
        ),
        (
            person(
                name="Pop Ana PFA", kind="business", form="sole-trader", gender="f", address=None,
                representative=Representative(name="Pop Ana"),
            ),
            "Subsemnata Pop Ana PFA",
        ),
        (
            Party(name="Muster GmbH", kind="business", tax_id="DE136695976", address=BERLIN),
            "Subscrisa Muster GmbH, cu sediul în Berlin, Lindenstraße 9, cod poștal 10969, Germania, cod fiscal DE136695976",
        ),
    ],
)  # fmt: skip
def test_others_introduce_themselves(party: Party, text: str) -> None:
    assert addresses.introduction(party) == text
