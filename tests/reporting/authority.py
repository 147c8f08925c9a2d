"""A test authority: a kommun's certificate as PKCS#12, and a time stamper (RFC 3161) in this process."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSWORD = "hemligt"
DAYS = dt.timedelta(days=30)


class Authority:
    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.certificate = self._certificate("Provmyndighet", self.key)

    def _certificate(self, name: str, key: rsa.RSAPrivateKey, purpose: Any = None) -> x509.Certificate:
        is_root = key is self.key
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if is_root else self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - DAYS)
            .not_valid_after(now + DAYS)
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(_usage(signs=not is_root), critical=True)
        )
        if purpose:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def seal_file(self, path: Path) -> Path:
        """PKCS#12 of a kommun."""
        key = rsa.generate_private_key(65537, 2048)
        certificate = self._certificate("Provkommun", key)
        encryption = BestAvailableEncryption(PASSWORD.encode())
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(b"seal", key, certificate, [self.certificate], encryption)
        )
        return path

    def stamper(self) -> Any:
        from asn1crypto import keys  # noqa: PLC0415
        from asn1crypto import x509 as asn1  # noqa: PLC0415
        from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper  # noqa: PLC0415
        from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

        key = rsa.generate_private_key(65537, 2048)
        certificate = self._certificate("Provtid", key, ExtendedKeyUsageOID.TIME_STAMPING)
        plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        store = SimpleCertificateStore()
        store.register(self.as_asn1())
        return DummyTimeStamper(
            asn1.Certificate.load(certificate.public_bytes(Encoding.DER)),
            keys.PrivateKeyInfo.load(plain),
            certs_to_embed=store,
        )

    def as_asn1(self) -> Any:
        from asn1crypto import x509 as asn1  # noqa: PLC0415

        return asn1.Certificate.load(self.certificate.public_bytes(Encoding.DER))


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )
