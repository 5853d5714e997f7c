"""Are signatures and timestamps made, shown, and found broken when they are?"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bundle_cases import NOW, built, case_in, extra, put, texts_of
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from demandgen.bundle.build import Options
from demandgen.bundle.sign import signer_of
from demandgen.bundle.timestamp import store
from demandgen.bundle.verify import seals, verify_bundle
from demandgen.problems import OutputError, UsageError, VerificationError


def certificate(name: str, *, stamping: bool = False) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime.now(UTC) + timedelta(days=30))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if stamping:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return key, builder.sign(key, hashes.SHA256())


@pytest.fixture(scope="module")
def p12(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key, cert = certificate("Ștefania Țuțuianu")
    locked = serialization.BestAvailableEncryption(b"secret")
    path = tmp_path_factory.mktemp("key") / "key.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"k", key, cert, None, locked))
    return path


def test_a_signed_bundle_verifies_and_names_its_signer(
    folder: Path, p12: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    built(folder, options=Options(sign=signer_of(p12, "secret")))
    out = folder / "out"
    assert verify_bundle(out) == []
    (seal,) = seals(out)
    assert str(seal).startswith("bundle.pdf: signed by Ștefania Țuțuianu, ")
    assert capfd.readouterr().err == ""  # no traceback of pyHanko about an unknown issuer

    data = bytearray((out / "bundle.pdf").read_bytes())
    data[3000] ^= 1
    (out / "bundle.pdf").write_bytes(data)
    assert {"signature", "unreadable"} & {p.code for p in verify_bundle(out)}


def test_something_appended_after_signing_is_found(folder: Path, p12: Path) -> None:
    built(folder, options=Options(sign=signer_of(p12, "secret")))
    path = folder / "out" / "bundle.pdf"
    from pyhanko.pdf_utils.generic import TextStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    with path.open("r+b") as file:
        writer = IncrementalPdfFileWriter(file)
        writer.root["/Extra"] = TextStringObject("x")
        writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko
        writer.write_in_place()  # type: ignore[no-untyped-call]  # the same
    assert "signature" in {p.code for p in verify_bundle(folder / "out")}


@pytest.mark.parametrize("password", ["wrong", None])
def test_a_key_that_does_not_open(p12: Path, password: str | None) -> None:
    with pytest.raises(UsageError, match="cannot be opened"):
        signer_of(p12, password)


def test_nothing_but_the_problem_is_told_of_a_key_that_does_not_open(tmp_path: Path) -> None:
    (tmp_path / "key.p12").write_bytes(b"no key")
    program = (
        "from pathlib import Path; from demandgen.bundle.sign import signer_of\n"
        "from demandgen.problems import UsageError\n"
        "try: signer_of(Path('key.p12'), None)\n"
        "except UsageError as told: print(told)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "the key key.p12 cannot be opened" in done.stdout
    assert done.stderr == ""


def test_a_signed_source_is_told_in_the_list(folder: Path, p12: Path) -> None:
    signer_of(p12, "secret")(folder / "evidence/contract.pdf")
    original = (folder / "evidence/contract.pdf").read_bytes()
    put(folder, {"evidence/broken.pdf": original.replace(b"contract", b"contrast", 1)})
    result = built(folder, case_in(folder, evidence=extra(["evidence/broken.pdf"])))
    signatures = {e["file"]: e["signatures"] for e in result.listing["exhibits"]}
    (one,) = signatures["evidence/contract.pdf"]
    assert (one["signer"], one["whole_file"], one["intact"]) == ("Ștefania Țuțuianu", True, True)
    assert (folder / "out/originals/evidence/contract.pdf").read_bytes() == original
    index = " ".join(texts_of(folder / "out" / "bundle.pdf")[1].split())
    assert "semnat electronic: Ștefania Țuțuianu" in index
    assert (
        "acoperă întregul fișier; semnătură intactă, emitentul certificatului neverificat" in index
    )
    assert "document electronic" in index


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A timestamping authority of our own, answering by openssl."""
    folder = tmp_path_factory.mktemp("tsa")
    key, cert = certificate("Autoritatea de Test", stamping=True)
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption()))  # fmt: skip
    (folder / "cert.pem").write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    (folder / "serial").write_text("01")
    (folder / "tsa.cnf").write_text(
        f"[tsa]\ndefault_tsa = one\n[one]\nserial = {folder}/serial\nsigner_cert = {folder}/cert.pem\n"
        f"signer_key = {folder}/key.pem\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\n"
        "digests = sha256\nordering = no\ntsa_name = no\ness_cert_id_chain = no\n"
        "ess_cert_id_alg = sha256\n"
    )
    return folder


def answer(authority: Path, request: Path) -> Path:
    token = request.with_suffix(".answer")
    subprocess.run(
        ["openssl", "ts", "-reply", "-config", str(authority / "tsa.cnf"), "-section", "one",
         "-queryfile", str(request), "-out", str(token)],
        check=True, capture_output=True,
    )  # fmt: skip
    return token


def test_a_timestamp_is_stored_and_verified_offline(
    folder: Path, authority: Path, tmp_path: Path
) -> None:
    built(folder, options=Options(timestamp_request=True))
    out = folder / "out"
    token = answer(authority, _moved(out / "manifest.tsq", tmp_path))
    moment, who = store(out, token, NOW)
    assert (datetime.now(UTC) - moment).total_seconds() < 600
    assert who == "Common Name: Autoritatea de Test"
    assert verify_bundle(out) == []
    assert "Autoritatea de Test" in str(seals(out)[-1])

    data = bytearray((out / "manifest.tsr").read_bytes())
    data[-20] ^= 1
    (out / "manifest.tsr").write_bytes(data)
    assert {p.code for p in verify_bundle(out)} == {"timestamp"}


def _moved(request: Path, folder: Path) -> Path:
    """The request goes to the authority by any means."""
    copy = folder / "request.tsq"
    copy.write_bytes(request.read_bytes())
    return copy


def test_a_timestamp_of_something_else_is_refused(
    folder: Path, authority: Path, tmp_path: Path
) -> None:
    from demandgen.bundle.timestamp import request_for

    built(folder)
    (tmp_path / "r.tsq").write_bytes(request_for(b"another manifest"))
    token = answer(authority, tmp_path / "r.tsq")
    with pytest.raises(VerificationError, match="the timestamp is for another manifest"):
        store(folder / "out", token, NOW)
    rubbish = tmp_path / "rubbish.tsr"
    rubbish.write_bytes(b"rubbish")
    with pytest.raises(VerificationError, match="the timestamp cannot be read"):
        store(folder / "out", rubbish, NOW)
    with pytest.raises(OutputError):
        store(tmp_path / "nothing", token, NOW)
    assert not (folder / "out/manifest.tsr").exists()
