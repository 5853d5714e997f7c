"""When did the manifest exist: a request to a timestamping authority, and its answer (RFC 3161)?

The request is a file to be sent by any means; the answer is checked offline against the manifest.
Whether the authority is to be trusted is for the reader: its certificate is named, not judged.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from demandgen.bundle.custody import CUSTODY, MANIFEST, TOKEN, entry, sha256
from demandgen.problems import Location, Message, OutputError, VerificationError, say


def request_for(manifest: bytes) -> bytes:
    """Return a request for a timestamp over the manifest; the same manifest, the same request."""
    from asn1crypto import tsp

    imprint = {
        "hash_algorithm": {"algorithm": "sha256"},
        "hashed_message": bytes.fromhex(sha256(manifest)),
    }
    request = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True})
    data: bytes = request.dump()
    return data


def token_problem(answer: bytes, manifest: bytes) -> Message | None:
    """Return what is wrong with an answer for this manifest; None when it holds."""
    try:
        signed, info = _opened(answer)
        if info["message_imprint"]["hash_algorithm"]["algorithm"].native != "sha256":
            return say("the timestamp uses another hash than SHA-256")
        if info["message_imprint"]["hashed_message"].native != bytes.fromhex(sha256(manifest)):
            return say("the timestamp is for another manifest")
        if not _signature_holds(signed):
            return say("the timestamp's signature does not hold")
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return say("the timestamp cannot be read")
    return None


def store(folder: Path, token: Path, now: datetime) -> tuple[datetime, str]:
    """Put an authority's answer into a bundle; return its moment and who gave it.

    Raises:
        VerificationError: the answer is not for this bundle's manifest.
        OutputError: there is no bundle, or it cannot be written.
    """
    try:
        answer, manifest = token.read_bytes(), (folder / MANIFEST).read_bytes()
        log = (folder / CUSTODY).read_text(encoding="utf-8")
        problem = token_problem(answer, manifest)
        if problem:
            raise VerificationError.of("timestamp", problem, where=Location(str(token)))
        moment, authority = moment_of(answer)
        facts = {"token": sha256(answer), "stamped": moment.isoformat(), "authority": authority}
        _replace(folder / TOKEN, answer)
        _replace(folder / CUSTODY, entry(log, "timestamped", now, facts).encode())
    except OSError as error:
        why = error.strerror or str(error)
        message = say("{file} cannot be used: {why}", file=str(error.filename), why=why)
        raise OutputError.of("timestamp", message) from None
    return moment, authority


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(data)
    temporary.replace(path)


def moment_of(answer: bytes) -> tuple[datetime, str]:
    """Return when an answer says the manifest existed, and who says so.

    Raises:
        ValueError: it is not a timestamp.
    """
    signed, info = _opened(answer)
    certificate = _certificate(signed, signed["signer_infos"][0])
    return info["gen_time"].native, certificate.subject.human_friendly


def _opened(answer: bytes) -> tuple[Any, Any]:
    from asn1crypto import cms, tsp

    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        granted = response["status"]["status"].native in {"granted", "granted_with_mods"}
        token = response["time_stamp_token"] if granted else None
    except (ValueError, TypeError):
        token = cms.ContentInfo.load(answer, strict=True)  # the bare token
    if token is None:
        raise ValueError("refused by the authority")
    signed = token["content"]
    if signed["encap_content_info"]["content_type"].native != "tst_info":
        raise ValueError("not a timestamp")
    return signed, signed["encap_content_info"]["content"].parsed


def _certificate(signed: Any, signer: Any) -> Any:
    wanted = signer["sid"].chosen
    for choice in signed["certificates"]:
        certificate = choice.chosen
        if signer["sid"].name == "issuer_and_serial_number":
            if certificate.serial_number == wanted["serial_number"].native:
                return certificate
        elif certificate.key_identifier == wanted.native:
            return certificate
    raise ValueError("the signer's certificate is not enclosed")


def _signature_holds(signed: Any) -> bool:
    """Check the authority's signature over the token and the token's digest in it."""
    import hashlib

    signer = signed["signer_infos"][0]
    attributes = signer["signed_attrs"]
    digests = [a["values"][0].native for a in attributes if a["type"].native == "message_digest"]
    name = signer["digest_algorithm"]["algorithm"].native
    content = bytes(signed["encap_content_info"]["content"])
    if digests != [hashlib.new(name, content).digest()]:
        return False
    certificate = _certificate(signed, signer)
    return _verified(certificate, signer, attributes.untag().dump(), name)


def _verified(certificate: Any, signer: Any, data: bytes, name: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    key = serialization.load_der_public_key(certificate.public_key.dump())
    known: dict[str, hashes.HashAlgorithm] = {
        "sha256": hashes.SHA256(),
        "sha384": hashes.SHA384(),
        "sha512": hashes.SHA512(),
    }
    digest = known[name]
    signature = signer["signature"].native
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(digest))
        else:
            return False
    except InvalidSignature:
        return False
    return True
