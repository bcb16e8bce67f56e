"""A mail server of the test's own: takes, is slow, refuses for now or for good, or is held after it took a message."""

import asyncio
import json
import sys
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 OK"


class Handler:
    """Follows the file `mode` of its folder, read anew for each message; what it took lies in `taken.jsonl`.

    Modes: take; slow <seconds>; later (451); never (550 for the recipient); closing (421); hold (takes the message,
    says nothing until the mode changes, so that the sender can be killed in between).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def mode(self) -> list[str]:
        return (self.folder / "mode").read_text().split() or ["take"]

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mode[0] == "never":
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mode = self.mode
        if mode[0] == "later":
            return "451 try again later"
        if mode[0] == "closing":
            return "421 closing"
        if mode[0] == "slow":
            await self._wait(float(mode[1]))
        self._keep(envelope)
        while self.mode[0] == "hold":
            await self._wait(0.05)
        return TAKEN

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def _keep(self, envelope: Envelope) -> None:
        line = json.dumps({"to": envelope.rcpt_tos, "content": envelope.content.decode("utf-8", "replace")})
        with (self.folder / "taken.jsonl").open("a") as file:
            file.write(line + "\n")


if __name__ == "__main__":
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    Controller(Handler(folder), hostname="127.0.0.1", port=port).start()
    while True:
        time.sleep(60)
