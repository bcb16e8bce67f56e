"""The short address as a QR code: one SVG path, so that it prints sharp and needs no inline style."""

from dataclasses import dataclass

import qrcode

QUIET_MODULES = 2  # Blank frame; the standard asks for four, paper around it adds the rest.


@dataclass(frozen=True, slots=True)
class QrCode:
    """`size` modules each way, the dark ones as the data of a path."""

    size: int
    path: str


def qr_code(address: str) -> QrCode:
    """Correction level M: a code on a poster still reads with 15 % of it worn."""
    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_MODULES)
    made.add_data(address)
    made.make(fit=True)
    rows = made.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return QrCode(size=len(rows), path="".join(dark))
