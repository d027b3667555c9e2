"""What a definition is made of: state machines in each other, their states, and where each of them stands."""

from collections.abc import Iterator
from typing import NamedTuple


class Problem(NamedTuple):
    code: str
    message: str
    location: str | None  # a path as in /States/Hello/Next, if it has a place

    def __str__(self) -> str:
        # Java's null stands where there is no place.
        return f"{self.code}: {self.message} at {self.location or 'null'}"


def schema_problem(message: str, where: str) -> Problem:
    return Problem("SCHEMA_VALIDATION_FAILED", message, where)


def states_of(machine: dict, path: str) -> Iterator[tuple[str, dict, str]]:
    """Name, definition and path of each state of a state machine, branch or item processor."""
    states = machine.get("States")
    for name, state in (states if isinstance(states, dict) else {}).items():
        yield name, state if isinstance(state, dict) else {}, f"{path}/States/{name}"


def machines_in(state: dict, where: str) -> Iterator[tuple[dict, str]]:
    """The branches of a Parallel state, or the item processor of a Map."""
    for index, branch in enumerate(objects(state.get("Branches"))):
        yield branch, f"{where}/Branches[{index}]"
    for field in ("ItemProcessor", "Iterator"):
        if isinstance(state.get(field), dict):
            yield state[field], f"{where}/{field}"


def objects(value) -> list[dict]:
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []
