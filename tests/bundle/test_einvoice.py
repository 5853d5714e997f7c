"""Does the page of an electronic invoice say what the XML says, and where it differs?"""

from __future__ import annotations

from pathlib import Path

import pytest
from bundle_cases import attachment, built, case_in, put, text_pdf, texts_of
from pikepdf import Pdf

from demandgen.bundle.verify import verify_bundle

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>{issued}</cbc:IssueDate>
<cbc:DueDate>2025-02-14</cbc:DueDate><cbc:DocumentCurrencyCode>RON</cbc:DocumentCurrencyCode>
<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID="RON">{total}</cbc:TaxInclusiveAmount>
</cac:LegalMonetaryTotal><cac:InvoiceLine><cbc:InvoicedQuantity>2</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount>84.03</cbc:LineExtensionAmount><cac:Item><cbc:Name>Dulap &lt;b&gt;</cbc:Name>
</cac:Item></cac:InvoiceLine></Invoice>"""

FA = """<?xml version="1.0" encoding="UTF-8"?>
<Faktura xmlns="http://crd.gov.pl/wzor/2025/06/25/13775/"><Podmiot1><DaneIdentyfikacyjne>
<Nazwa>Sprzedawca</Nazwa></DaneIdentyfikacyjne></Podmiot1><Fa><KodWaluty>PLN</KodWaluty>
<P_1>2025-01-15</P_1><P_2>A 1</P_2><P_15>{total}</P_15>
<FaWiersz><P_7>Śruby</P_7><P_8B>10</P_8B><P_11>81.30</P_11></FaWiersz></Fa></Faktura>"""


def ubl(number: str = "A 1", issued: str = "2025-01-15", total: str = "100.00") -> bytes:
    return UBL.format(number=number, issued=issued, total=total).encode()


@pytest.mark.parametrize(
    ("law", "data", "found"),
    [
        ("ro", ubl(), []),
        ("ro", ubl(total="100.01"),
         [("Diferență: Total de plată: în fișierul electronic 100,01\xa0lei, "
          "în dosarul creanței 100,00\xa0lei")]),
        ("ro", ubl(number="A1"), []),
        ("ro", ubl(number="A 2", issued="2025-01-16"),
         ["Diferență: Număr: în fișierul electronic A 2, în dosarul creanței A 1",
          ("Diferență: Data emiterii: în fișierul electronic 2025-01-16, "
          "în dosarul creanței 2025-01-15")]),
        ("pl", FA.format(total="123.00").encode(),
         [("Rozbieżność: Kwota należności ogółem: w pliku elektronicznym 123,00\xa0zł, "
          "w zestawieniu należności 100,00\xa0zł")]),
        ("pl", FA.format(total="100.00").encode(), []),
    ],
)  # fmt: skip
def test_what_the_xml_says_otherwise_is_shown(
    folder: Path, law: str, data: bytes, found: list[str]
) -> None:
    put(folder, {"evidence/a1.xml": data})
    case = case_in(folder, law)
    invoice = case.invoices[0].model_copy(update={"file": "evidence/a1.xml"})
    case = case.model_copy(update={"invoices": (invoice,)}).placed(case._sources, folder)
    result = built(folder, case)
    lines = result.differences.get("evidence/a1.xml", [])
    assert [" ".join(line.split()) for line in lines] == [" ".join(f.split()) for f in found]
    pages = [" ".join(text.split()) for text in texts_of(folder / "out" / "bundle.pdf")]
    for line in found:
        assert " ".join(line.split()) in pages[2]
    with Pdf.open(folder / "out" / "bundle.pdf") as pdf:
        attached = [name for name in pdf.attachments if name.endswith("a1.xml")]
        assert len(attached) == 1
        assert pdf.attachments[attached[0]].get_file().read_bytes() == data
    assert any(word in pages[-1] for word in ("Dulap <b>", "Śruby"))
    assert verify_bundle(folder / "out") == []


def test_an_invoice_embedded_in_a_pdf_is_compared_too(folder: Path) -> None:
    def change(pdf: Pdf) -> None:
        pdf.attachments["factur-x.xml"] = attachment(pdf, "factur-x.xml", ubl(total="90.00"))

    put(folder, {"evidence/a1.pdf": text_pdf("factura", change=change)})
    assert len(built(folder).differences["evidence/a1.pdf"]) == 1
