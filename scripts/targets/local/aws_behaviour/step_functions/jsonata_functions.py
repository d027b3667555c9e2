"""Functions that the engine has otherwise than JSONata 2.0.6, which Step Functions implements.

https://docs.jsonata.org/2.0.0/string-functions#replace
https://docs.jsonata.org/2.0.0/numeric-functions#number
https://docs.jsonata.org/2.0.0/date-time-functions#tomillis
"""

import re
from datetime import datetime, timedelta, timezone

from jsonata import Jsonata
from jsonata.functions import Functions
from jsonata.jexception import JException

NUMBER = re.compile(r"-?(0|([1-9]\d*))(\.\d+)?([Ee][-+]?\d+)?")
# As in 2026, 2026-11-22, 2026-11-22T10:20:30Z and 2026-11-22T10:20:30.456+01:00
TIME = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?(Z|[-+]\d\d:?\d\d)?")


def to_millis(timestamp, picture):
    if timestamp is None or picture is not None:
        return Functions.datetime_to_millis(timestamp, picture)
    if not (match := TIME.fullmatch(timestamp)):
        raise failure("D3110", f'Time "{timestamp}" is not in the format of ISO 8601')
    *parts, fraction, zone = match.groups()
    year, month, day, hours, minutes, seconds = (int(part or least) for part, least in zip(parts, "011000"))
    try:
        time = datetime(year, month, day, hours, minutes, seconds, tzinfo=timezone.utc)
    except ValueError as error:
        raise failure("D3110", str(error)) from None
    if zone and zone != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        time += offset if zone[0] == "-" else -offset
    return int(time.timestamp()) * 1000 + int((fraction or "0").ljust(3, "0")[:3])


def number(value):
    if isinstance(value, str) and not NUMBER.fullmatch(value) and not re.match("0[xX]|0[bB]|0[oO]", value):
        raise failure("D3030", f'Unable to cast value to a number: "{value}"')
    return Functions.number(value)


def replace(text, pattern, replacement, limit):
    """Groups are counted from one, also in what a function is given; `$0` is the whole match, `$$` a dollar."""
    if text is None or isinstance(pattern, str):
        return Functions.replace(text, pattern, replacement, limit)
    if pattern.match(""):
        raise failure("D1004", "Regular expression matches zero length string")

    def replaced(match: re.Match) -> str:
        if isinstance(replacement, str):
            return filled(replacement, match)
        groups = {"match": match[0], "start": match.start(), "end": match.end(), "groups": list(match.groups())}
        result = Functions.func_apply(replacement, [groups])
        if not isinstance(result, str):
            raise failure("D3012", "Attempted to replace a matched string with a non-string value")
        return result

    return pattern.sub(replaced, text) if limit is None else pattern.sub(replaced, text, int(limit)) if limit else text


def filled(replacement: str, match: re.Match) -> str:
    digits = len(str(match.re.groups))

    def value(reference: re.Match) -> str:
        if reference[1] == "$":
            return "$"
        # The longest number that a group has.
        for end in range(len(reference[1]), 0, -1):
            if (group := int(reference[1][:end])) <= match.re.groups:
                return (match[group] or "") + reference[1][end:]
        return reference[1][1:]

    return re.sub(rf"\$(\$|\d{{1,{digits}}})", value, replacement)


def failure(code: str, message: str) -> JException:
    error = JException(code)
    error.args = (message,)
    return error


def native(name: str, signature: str, method):
    function = Jsonata.JNativeFunction(name, signature, Functions, "number")
    function.method = method
    function.nargs = method.__code__.co_argcount
    return function


FUNCTIONS = {
    "eval": None,  # Step Functions leaves it out.
    "toMillis": native("toMillis", "<s-s?:n>", to_millis),
    "number": native("number", "<(nsb)-:n>", number),
    "replace": native("replace", "<s-(sf)(sf)n?:s>", replace),
}


def register(engine: Jsonata) -> None:
    for name, function in FUNCTIONS.items():
        engine.register_function(name, function)
