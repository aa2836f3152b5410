"""Personal data is found by its form and its checksum."""

import time

import pytest

from classifiers.personal_data import Kind, find_personal_data


def kinds(text: str) -> list[tuple[Kind, str]]:
    return [(each.kind, text[each.start : each.end]) for each in find_personal_data(text)]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("mijn bsn is 111222333 ok", Kind.BSN, "111222333"),
        ("bsn 123.456.782", Kind.BSN, "123.456.782"),
        ("stort op NL91 ABNA 0417 1643 00 graag", Kind.IBAN, "NL91 ABNA 0417 1643 00"),
        ("nl91abna0417164300", Kind.IBAN, "nl91abna0417164300"),
        ("BE68 5390 0754 7034", Kind.IBAN, "BE68 5390 0754 7034"),
        ("haar nummer is 06-00000217 bel maar", Kind.PHONE, "06-00000217"),
        ("app +31 6 0000 0217", Kind.PHONE, "+31 6 0000 0217"),
        ("(020) 555 5555 bellen", Kind.PHONE, "(020) 555 5555"),
        ("ze woont Kerkstraat 12a", Kind.ADDRESS, "Kerkstraat 12a"),
        ("adres: 1234 AB 5", Kind.ADDRESS, "1234 AB 5"),
        ("mail jan.jansen@voorbeeld.nl", Kind.EMAIL, "jan.jansen@voorbeeld.nl"),
        ("het wachtwoord is Lente-77", Kind.PASSWORD, "Lente-77"),
        ("inlog meester: bdevries / Welkom01", Kind.PASSWORD, "bdevries / Welkom01"),
    ],
)
def test_it_is_found_where_it_stands(text: str, kind: Kind, found: str) -> None:
    assert (kind, found) in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "bsn 111222334",
        "192.168.10.1",
        "ik had 123456789 punten",
        "onderweg 10 min",
        "schoolplein 3 uur",
        "de toets is 12-03-2026 om 10:45",
        "wachtwoord vergeten",
        "het wachtwoord is geheim",
        "bladzijde 34 tm 39",
    ],
)
def test_what_only_resembles_it_is_not_found(text: str) -> None:
    assert kinds(text) == []


def test_one_place_is_one_finding() -> None:
    assert len(kinds("bsn 111222333, tel 06-00000217")) == 2


@pytest.mark.parametrize("unit", ["a", "a.", "A ", "0 ", "1-", "x@", "ww "])
def test_a_very_long_text_takes_no_long_time(unit: str) -> None:
    started = time.perf_counter()
    find_personal_data(unit * 5000)
    assert time.perf_counter() - started < 2
