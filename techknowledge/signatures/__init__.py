"""By what a technology is recognised."""

from techknowledge.signatures.reading import signature_of
from techknowledge.signatures.rules import PackageRule, RegexRule, Signature

__all__ = ["PackageRule", "RegexRule", "Signature", "signature_of"]
