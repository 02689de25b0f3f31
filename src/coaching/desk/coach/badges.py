"""Open Badges 3.0: one signed JSON file for each module in which somebody met every objective.

The library `openbadgeslib` (the extra `badges`) makes, signs and verifies them; nothing needs a network or a server.
The issuer is a key in a file (`did:key`), so what a badge proves by itself is that it was not changed, and that all
badges with the same issuer came from one key. Whose key that is, people must be told in another way: on a web page, or
by mail.
"""

from __future__ import annotations

import os
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coaching.desk.coach.completion import Done, Record
from coaching.problems import CourseProblem

if TYPE_CHECKING:
    from openbadgeslib.ob3 import OB3LdpSigner, OpenBadgeCredential

__all__ = ["Badge", "Badges", "badges_for"]

NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "safe-to-stretch")
"""From it each module gets an id that is the same wherever the course is given."""


@dataclass(frozen=True)
class Badge:
    """One signed badge, as JSON text."""

    person: str
    module: str
    content: str


@dataclass(frozen=True)
class Badges:
    """The badges, what the coach should know, and whom to look at."""

    badges: tuple[Badge, ...]
    told: tuple[str, ...]
    look: tuple[str, ...]


def badges_for(records: Sequence[Record], *, issuer: str, key: Path) -> Badges:
    """Sign a badge for each module of `records` whose objectives are all met.

    The person is in it as a salted hash of their e-mail address, as the standard has it: who holds the badge can show
    whose it is, and nobody reads an address out of it. `key` is made at the first use, readable by its owner alone.

    Raises:
        CourseProblem: the library is not installed, no issuer is named, or the key cannot be read, made or used.
    """
    try:
        from openbadgeslib.errors import LibOpenBadgesException
        from openbadgeslib.ob3 import Issuer, OB3LdpVerifier
    except ImportError:
        raise CourseProblem(
            'Badges need one more package: pip install "safe-to-stretch[badges]", in the terminal of JupyterLab.'
        ) from None
    if not issuer.strip():
        raise CourseProblem('Say who gives the badges: --issuer "Name of your school or team".')
    complete = [(record, done) for record in records for done in record.done if _is_complete(done)]
    if not complete:
        return Badges((), ("Nobody has met all objectives of a module yet, so there is no badge to give.",), ())
    signer, made = _signer(key)
    verifier = OB3LdpVerifier()
    who = Issuer(id=signer.verification_method.partition("#")[0], name=issuer.strip())
    badges = []
    for record, done in complete:
        if record.person.email:
            try:
                content = signer.sign_to_json(_credential(record, done, who))
                verifier.verify(content)
            except LibOpenBadgesException as error:
                raise CourseProblem(f"The badge for {record.person.id} cannot be made ({error}).") from error
            badges.append(Badge(record.person.id, done.name, content))
    told = [f"Issuer: {who.id}", "Tell those who check badges that this is yours: on your web page, or by mail."]
    if made:
        told.append(f"The key is new: {key.name}. Keep it where only you can read it, and a copy in a safe place.")
    unknown = list(dict.fromkeys(record.person.id for record, _ in complete if not record.person.email))
    named = ", ".join(unknown[:12]) + (f" and {len(unknown) - 12} more" if len(unknown) > 12 else "")
    look = f"Without an e-mail address nobody could tell whose a badge is, so none was made for {named}."
    return Badges(tuple(badges), tuple(told), (look,) if unknown else ())


# ---------------------------------------------------------------------------------------------------------------------


def _is_complete(done: Done) -> bool:
    return bool(done.objectives) and len(done.met) == len(done.objectives)


def _signer(path: Path) -> tuple[OB3LdpSigner, bool]:
    """What signs with the issuer's private key (Ed25519), and whether the key was made now."""
    from openbadgeslib.errors import LibOpenBadgesException
    from openbadgeslib.keys import KeyFactory, KeyType
    from openbadgeslib.ob3 import OB3LdpSigner

    new = not path.exists()
    try:
        if new:
            pem, _ = KeyFactory(KeyType.ED25519).generate_keypair()
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(pem)
        return OB3LdpSigner(path.read_bytes()), new
    except OSError as error:
        raise CourseProblem(f"The key {path.name} cannot be read or made ({error.strerror or error}).") from error
    except (LibOpenBadgesException, ValueError) as error:
        raise CourseProblem(
            f"{path.name} is no key that can sign badges ({error}). Name another file with --key; one that is missing "
            "is made."
        ) from error


def _credential(record: Record, done: Done, issuer: Any) -> OpenBadgeCredential:
    from openbadgeslib.ob3 import Achievement, IdentityObject, OpenBadgeCredential

    listed = "\n".join(f"- {one.words}" for one in done.objectives)
    return OpenBadgeCredential(
        issuer=issuer,
        recipient_id=None,
        identifiers=[IdentityObject.create(record.person.email, salt=secrets.token_hex(16))],
        achievement=Achievement(
            id=uuid.uuid5(NAMESPACE, f"{done.name}:{record.share:g}").urn,
            name=f"Safe to Stretch: {done.title}",
            description=f"All objectives of the module “{done.title}” of the open course Safe to Stretch were met.",
            criteria_narrative=(
                "The exercise was handed in and scored, and every text in it was read by a person. The parts that ask "
                f"for an objective earned at least {record.share * 100:g} % of their points, for each of these:\n\n"
                f"{listed}\n\n"
                "This says what was done in the course. It says nothing about a person's character or talent."
            ),
            achievement_type="Course",
        ),
        issuance_date=datetime.combine(record.made, time(), UTC),
    )
