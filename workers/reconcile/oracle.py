"""The equations by their names, and asking them one after another."""

from collections.abc import Collection, Iterator, Mapping

from django.db import OperationalError

from workers.reconcile.chain import o8
from workers.reconcile.findings import Answer, CannotCheck
from workers.reconcile.histories import o10
from workers.reconcile.index import o3
from workers.reconcile.queue import o2
from workers.reconcile.references import o9
from workers.reconcile.scope import Equation, Scope
from workers.reconcile.telling import o4, o5
from workers.reconcile.watching import o7

EQUATIONS: Mapping[str, tuple[str, Equation]] = {
    "O2": ("work that was to be done is done", o2),
    "O3": ("the index is the public part of the database", o3),
    "O4": ("everybody is told once", o4),
    "O5": ("each mail goes out under one id", o5),
    "O7": ("hits are what saved searches show", o7),
    "O8": ("the log is whole and sealed", o8),
    "O9": ("what rows name is there", o9),
    "O10": ("histories are paths of their lifecycles", o10),
}


def reconcile(names: Collection[str], *, scope: Scope) -> Iterator[Answer]:
    """Ask the named equations, all where none is named; one that cannot be asked says why and holds up no other."""
    for name, (title, equation) in EQUATIONS.items():
        if names and name not in names:
            continue
        try:
            compared = equation(scope)
        except (CannotCheck, OperationalError) as error:
            yield Answer(name, title, unchecked=str(error))
        else:
            yield Answer(name, title, compared.count, compared.findings)
