"""Whatever is typed or handed in as a file is understood or refused in words: no other exception ever comes out."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import json_values, package_documents, published_documents
from support import Anew

from aidledger.domain.amounts import Amount
from aidledger.domain.currencies import currency
from aidledger.domain.dates import AnnouncedOn, Period, as_day, instant, instant_text
from aidledger.domain.findings import Kind
from aidledger.domain.instruments import instrument
from aidledger.domain.model import validate
from aidledger.domain.packages import Citation, Document, LineItem, Package, ref
from aidledger.domain.parties import parties
from aidledger.domain.published import PublishedDocument, PublishedTotal
from aidledger.domain.quantities import Quantity, parse_item
from aidledger.domain.revisions import Kept, Revision, canonical, sealed
from aidledger.domain.text import line, prose, tag, web_address
from aidledger.domain.vocabulary import Dimension
from aidledger.errors import AidledgerError
from aidledger.intake import headings, read, read_ledgers
from aidledger.storage.restoring import Restored

_SEEDS: Final = Path(__file__).resolve().parents[2] / "seeds"
_UNHURRIED: Final = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]

PARSERS: Final[dict[str, Callable[[str], object]]] = {
    "amount": Amount.parse,
    "quantity": Quantity.parse,
    "line item": LineItem.parse,
    "text of an item": parse_item,
    "announced on": AnnouncedOn.parse,
    "period": Period.parse,
    "day": as_day,
    "instant": instant,
    "dimension": Dimension.parse,
    "parties": parties,
    "citation": Citation.parse,
    "currency": currency,
    "instrument": instrument,
    "ref": ref,
    "line": line,
    "prose": prose,
    "tag": tag,
    "web address": web_address,
}

_EXAMPLES: Final = (
    "up to $400M", "valued at NOK 7.5bn", "-$6.2bn", "a reduction of at least EUR 1.234,56", "CAD $50m", "250 kr",
    "3,000,000+ rounds: small arms ammunition", "12 x HIMARS", "two Patriot batteries", "155mm rounds", ": text",
    "2023-08-29", "2023-XX", "29.08.2023", "FY2023Q4", "2022-11..2023-08", "2023-08..", "9998Q4",
    "2026-11-24T20:15:00.123456+05:30", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-W01-1",
    "month,donor", "DK + no, se", "https://user@[::1]:80/p?q#f", "http://[", "US dollars", "¥", "us-pda-2023-08-29",
)  # fmt: skip
_PIECES: Final = sorted(
    {piece for text in _EXAMPLES for piece in (*text.split(), *text)}
    | {"0", "00", "000", "²", "٣", "\uff11", "½", "∞", "NaN", "Infinity", "1e9", "9" * 31, "İ", "ß", "\ufeff", "\u202e",
       "\u00a0", "\x00", "\ud800", "\r", "\n", "\t", "million", "dozen", "of", "and", "at least", "reduction of"}
)  # fmt: skip

texts = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(), max_size=12),
    st.lists(st.sampled_from(_PIECES), max_size=8).map("".join),
    st.lists(st.sampled_from(_PIECES), max_size=8).map(" ".join),
    st.builds(
        lambda text, start, length, other: text[:start] + other + text[start + length :],
        st.sampled_from(_EXAMPLES), st.integers(0, 30), st.integers(0, 5), st.sampled_from(_PIECES) | st.text(max_size=3),
    ),
)  # fmt: skip


def understood_or_refused(read_it: Callable[[], object], *, where: str = "") -> bool:
    """Whether it is understood; what is refused says why, and `where`. Any other exception fails the test."""
    try:
        read_it()
    except AidledgerError as error:
        refusal = error
    else:
        return True
    assert refusal.message.strip()
    assert all(where in str(problem) for problem in refusal.problems)
    return False


def _parse_everything(text: str) -> int:
    """Hand `text` to every parser; how many parsers there are."""
    for parse in PARSERS.values():
        understood_or_refused(lambda parse=parse: parse(text))  # type: ignore[misc]
    return len(PARSERS)


@settings(max_examples=200, suppress_health_check=_UNHURRIED)
@given(text=texts)
def test_whatever_is_typed_is_understood_or_refused(text: str) -> None:
    _parse_everything(text)


@pytest.mark.slow
def test_a_hundred_thousand_texts_are_understood_or_refused() -> None:
    parsed = 0

    @settings(max_examples=7_000, suppress_health_check=_UNHURRIED)
    @given(text=texts)
    def fuzz(text: str) -> None:
        nonlocal parsed
        parsed += _parse_everything(text)

    fuzz()
    assert parsed > 100_000


def _reads_itself_again(text: str) -> None:
    """What is understood is written so that it is understood as the same."""
    for kind in (Amount, Quantity, LineItem, AnnouncedOn):
        try:
            meant = kind.parse(text)
        except AidledgerError:
            continue
        assert kind.parse(str(meant)) == meant
    try:
        moment = instant(text)
    except AidledgerError:
        return
    assert instant(instant_text(moment)) == moment


@settings(max_examples=200, suppress_health_check=_UNHURRIED)
@given(text=texts)
def test_what_is_understood_reads_itself_again(text: str) -> None:
    _reads_itself_again(text)


@pytest.mark.slow
@settings(max_examples=5_000, suppress_health_check=_UNHURRIED)
@given(text=texts)
def test_what_is_understood_reads_itself_again_at_length(text: str) -> None:
    _reads_itself_again(text)


# Files.


def _mutated(whole: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """A file of which a piece was cut out, doubled, or replaced."""

    @st.composite
    def build(draw: st.DrawFn) -> bytes:
        data = draw(whole)
        for _ in range(draw(st.integers(1, 3))):
            start = draw(st.integers(0, len(data)))
            end = draw(st.integers(start, min(len(data), start + draw(st.sampled_from([1, 8, 400])))))
            piece = draw(
                st.sampled_from(
                    [b"", data[start:end] * 2, b"\xff", b"\x00", b'"', b"\n", b",", b"[", b"]]", b"{", b"}"]
                )
                | st.sampled_from(_PIECES).map(_bytes)
                | st.binary(max_size=4)
            )
            data = data[:start] + piece + data[end:]
        return data[: draw(st.integers(0, len(data)))] if draw(st.integers(0, 9)) == 0 else data

    return build()


def _bytes(text: str) -> bytes:
    """Without halves of surrogate pairs, for which the whole file would be refused at once."""
    return text.encode("utf-8", "replace")


@st.composite
def _spoilt(draw: st.DrawFn, documents: st.SearchStrategy[dict[str, Any]]) -> Any:
    """A document of which one value, however deep, has become any other, or of which a key was renamed."""
    fields = draw(documents)
    at: Any = fields
    while True:
        keys = list(range(len(at))) if isinstance(at, list) else list(at)
        if not keys:
            return fields
        key = draw(st.sampled_from(keys))
        if isinstance(at[key], dict | list) and at[key] and draw(st.booleans()):
            at = at[key]
        else:
            break
    if isinstance(at, dict) and draw(st.integers(0, 4)) == 0:
        at[draw(st.text(max_size=5) | st.sampled_from(["ref", "items", "\ud800", "tip"]))] = at.pop(key)
    else:
        at[key] = draw(_values)
    return fields


_values = st.one_of(
    json_values,
    texts,
    st.sampled_from([10**40, -1, 0, 1e400, float("nan"), "", " ", [[]], {}, "9" * 400, "x" * 1_001, True]),
)
_DOCUMENT: Final = {
    "ref": "us-pda-2023-08-29", "title": "a package", "donor": "US", "recipient": "UA", "stage": "commitment",
    "aid_type": "military", "instrument": "PDA", "announced_on": "2023-08-29",
    "amount": {"value": "250000000.00", "currency": "USD", "bound": "at_most"},
    "items": [{"description": "ammunition", "quantity": {"number": "3000000", "unit": "rounds", "bound": "at_least"}}],
    "sources": [{"title": "a release", "url": "https://www.example.org/", "published_on": "2023-08-29"}],
    "draws_on": "act", "tags": ["word"], "note": "two\nlines", "known_on": "2023-08-29", "status": "cancelled",
    "duplicate_of": "other", "reason": "corrected", "tip": 2,
}  # fmt: skip
documents = st.one_of(
    st.just(_DOCUMENT).map(lambda fields: json.loads(json.dumps(fields))), package_documents(), published_documents()
)


def _as_json(value: object) -> bytes:
    """With everything beyond ASCII escaped, so that halves of surrogate pairs come through, too."""
    return json.dumps(value).encode()


json_files = st.one_of(
    st.binary(max_size=60),
    json_values.map(_as_json),
    _spoilt(documents).map(_as_json),
    _spoilt(documents).map(lambda spoilt: _as_json({"packages": [spoilt, spoilt]})),
    _spoilt(published_documents()).map(lambda spoilt: _as_json({"published_totals": [spoilt], "packages": [spoilt]})),
    _mutated(documents.map(_as_json)),
    st.sampled_from([b"[" * 100_000, b"[" + b"9" * 5_000 + b"]", b'{"tip": 1e9999999999}', b"\xef\xbb\xbf{}", b""]),
)
toml_files = st.one_of(
    st.binary(max_size=60),
    _mutated(st.sampled_from([path.read_bytes()[:3_000] for path in sorted(_SEEDS.glob("*.toml"))])),
    st.builds(
        lambda name, value, header: _bytes(f'{header}\ndonor = "US"\ntitle = "x"\nannounced_on = 2023\n{name} = {value}\n'),
        st.sampled_from(sorted({*Document.model_fields, *PublishedDocument.model_fields})) | texts,
        st.sampled_from(
            ["2023-08-29", "2023-08-29T10:00:00Z", "10:00:00", "1e400", "nan", "-inf", "0xff", "9" * 5_000, "true", "[]",
             "[[[]]]", "{}", "{a.b = 1}", '"""', "''", "[" * 2_000, '{value = "1", currency = "USD"}', "1_0", "-0.0"]
        ) | json_values.map(json.dumps),
        st.sampled_from(["", "[[packages]]", "[packages]", "packages = 1", "[[published_totals]]", "published_totals = {}"]),
    ),
)  # fmt: skip
_cells = st.one_of(
    texts, st.sampled_from(_EXAMPLES), st.just(""), st.sampled_from(["a", "b", "US", "2023", "USD", "1"])
)


_PACKAGES_CSV: Final = b"""ref,title,donor,recipient,announced_on,amount,currency,bound,items,sources,tags,note,known_on,reason
a,"one, in quotes",US,UA,2023-08-29,250000000.00,USD,at_most,"12 x HIMARS; 3,000,000+ rounds: ammunition",a book,x y,,,
b,"'=1+1",DK+NO,UA,2023-08,up to $400M,,,,https://www.example.org,,"two
lines",2023-09-01,corrected
"""
_ITEMS_CSV: Final = b"ref,description,category,quantity,unit\na,small arms ammunition,fires,3,rounds\n"
_SOURCES_CSV: Final = b"ref,url,published_on\nb,https://www.example.org/2,2023-08-29\n"


def _table(headings: tuple[str, ...], *needed: str) -> st.SearchStrategy[bytes]:
    """A table with some of these headings and the needed ones; some rows are too short or too long."""

    @st.composite
    def build(draw: st.DrawFn) -> bytes:
        others = [heading for heading in headings if heading not in needed]
        chosen = [*needed, *draw(st.lists(st.sampled_from(others), unique=True))]
        rows = draw(st.lists(st.lists(_cells, min_size=len(chosen) - 1, max_size=len(chosen) + 1), max_size=3))
        quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
        return _bytes("\n".join(",".join(row) for row in [chosen, *quoted]))

    return build()


def _fields(kind: headings.Kind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind.fields.values()))


csv_files = st.fixed_dictionaries(
    {
        "packages.csv": _table(_fields(headings.PACKAGES), "donor", "announced_on")
        | _mutated(st.just(_PACKAGES_CSV))
        | st.binary(max_size=60),
        "items.csv": _table(_fields(headings.ITEMS), "ref", "description") | _mutated(st.just(_ITEMS_CSV)),
        "sources.csv": _table(_fields(headings.SOURCES), "ref", "url") | _mutated(st.just(_SOURCES_CSV)),
    }
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files are written, each over the one before."""
    return tmp_path_factory.mktemp("fuzz")


def _read_files(folder: Path, files: dict[str, bytes]) -> bool:
    """Whether the files are understood together."""
    paths = [folder / name for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    return understood_or_refused(lambda: list(read(*paths)), where=str(folder))


any_files = st.one_of(
    json_files.map(lambda data: {"packages.json": data}),
    toml_files.map(lambda data: {"packages.toml": data}),
    csv_files,
    csv_files.map(lambda files: {"packages.csv": files["packages.csv"]}),
)


@settings(max_examples=120, suppress_health_check=_UNHURRIED)
@given(files=any_files)
def test_whatever_a_file_holds_is_understood_or_refused(folder: Path, files: dict[str, bytes]) -> None:
    _read_files(folder, files)


@pytest.mark.slow
@settings(max_examples=10_000, suppress_health_check=_UNHURRIED)
@given(files=any_files)
def test_whatever_ten_thousand_files_hold_is_understood_or_refused(folder: Path, files: dict[str, bytes]) -> None:
    _read_files(folder, files)


def test_the_files_that_are_mutated_are_understood_as_they_are(folder: Path) -> None:
    """Else the fuzzing would see nothing but the first refusal."""
    assert _read_files(folder, {"one.json": _as_json(_DOCUMENT)})
    assert _read_files(folder, {"packages.csv": _PACKAGES_CSV, "items.csv": _ITEMS_CSV, "sources.csv": _SOURCES_CSV})
    for path in _SEEDS.glob("*.toml"):
        assert _read_files(folder, {"seed.toml": path.read_bytes()})
    assert len(list(_revisions(folder, _LINES))) == 4


_FIELDS: Final = (
    *({name: "\ud800"} for name in sorted(Document.model_fields)),
    *({"amount": {"value": "1", "currency": "USD"} | {name: "\ud800"}} for name in ("value", "currency", "bound")),
    *({"items": [{"description": "x", name: "\ud800"}]} for name in ("description", "category", "quantity", "amount")),
    *({"sources": [{"title": "x", name: "\ud800"}]} for name in sorted(Citation.model_fields)),
    {"\ud800": 1}, {"amount": {"\ud800": 1}}, {"items": [{"\ud800": 1}]}, {"amount": "USD \ud800"}, {"items": ["3 \ud800"]},
)  # fmt: skip
"""Half of a surrogate pair, which JSON can write and no encoding can, in every place of a document."""


@pytest.mark.parametrize("fields", _FIELDS, ids=ascii)
def test_half_a_surrogate_pair_is_refused_wherever_it_stands(folder: Path, fields: dict[str, Any]) -> None:
    assert not _read_files(folder, {"half.json": _as_json(_DOCUMENT | fields)})


# Ledgers, line by line.


def _lines() -> list[dict[str, Any]]:
    """A history of three revisions of packages, and one of a published total, as it is exported."""
    first, second = {"ref": "act", "known_on": "2023-08-29"}, {"known_on": "2023-08-29", "draws_on": "act"}
    chain: list[Revision] = []
    unlinked = {"duplicate_of": None, "status": "live", "draws_on": None}
    for number, (changes, ref_) in enumerate([(first, "act"), (second, "us"), (second | {"note": "later"}, "us")], 1):
        fields = {name: value for name, value in _DOCUMENT.items() if name not in {"reason", "tip"}}
        package = validate(Package, fields | unlinked | changes | {"ref": ref_})
        previous = chain[-1] if number == 3 else None
        chain.append(
            Revision.sealed(
                package, number=2 if previous else 1, recorded_at=instant(f"2024-01-0{number}T00:00:00Z"), author="me",
                reason="corrected" if previous else None, previous=previous.digest if previous else None,
            )
        )  # fmt: skip
    total = validate(
        PublishedTotal,
        {"ref": "all", "published_total": "USD 43.1B", "since": "2022-02-24", "until": "2023-08-29", "donor": "US",
         "known_on": "2023-08-29"},
    )  # fmt: skip
    published = sealed(
        total, number=1, recorded_at=instant("2024-01-04T00:00:00Z"), author="me", reason=None, previous=None
    )
    return [one.statement | {"digest": one.digest} for one in (*chain, published)]


_LINES: Final = b"".join(canonical(one) + b"\n" for one in _lines())
ledger_files = st.one_of(
    st.binary(max_size=60),
    st.lists(json_values.map(_as_json), max_size=3).map(b"\n".join),
    _mutated(st.just(_LINES)),
    st.builds(lambda at: _LINES[:at], st.integers(0, len(_LINES))),
    _spoilt(st.sampled_from(range(4)).map(lambda at: _lines()[at])).map(_as_json),
)


def _revisions(folder: Path, data: bytes) -> Iterator[Kept]:
    path = folder / "ledger.jsonl"
    path.write_bytes(data)
    return read_ledgers(path)


def _read_ledger(folder: Path, data: bytes) -> None:
    understood_or_refused(
        lambda: [one.revision.recomputed_digest for one in _revisions(folder, data)],
        where=str(folder / "ledger.jsonl:"),
    )


@settings(max_examples=120, suppress_health_check=_UNHURRIED)
@given(data=ledger_files)
def test_whatever_lines_a_ledger_has_they_are_understood_or_refused(folder: Path, data: bytes) -> None:
    _read_ledger(folder, data)


@pytest.mark.slow
@settings(max_examples=10_000, suppress_health_check=_UNHURRIED)
@given(data=ledger_files)
def test_whatever_lines_ten_thousand_ledgers_have_they_are_understood_or_refused(folder: Path, data: bytes) -> None:
    _read_ledger(folder, data)


@st.composite
def _forged(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A history of which values were altered by somebody who computed all the digests anew."""
    lines = _lines()
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.sampled_from(range(4)))
        lines[at] = draw(
            st.builds(
                lambda line, name, value: line | {name: value},
                st.just(lines[at]), st.sampled_from(sorted({*lines[at], *_DOCUMENT, "published_total"} - {"reason", "tip"})),
                st.sampled_from(_FORGERIES),
            )
            | _spoilt(st.just(lines[at]))
        )  # fmt: skip
    return lines


_FORGERIES: Final[tuple[Any, ...]] = (
    1, 2, 3, 4, 10**30, "act", "us", "2023", "1900", "9998", "2023-08-30", "2999-01-01", "0001-01-01", "9999-12-31",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2024-01-01T00:00:00Z", "2024-01-02T00:00:00.0000009Z",
    "2024-01-02T00:00:00+14:00", "cancelled", "live", "delivery", "request", None, [], "x" * 1_000, "\u0130", "DK+NO",
    {"value": "10000000000000.00", "currency": "USD"}, {"value": "-1", "currency": "JPY", "bound": "about"}, "0" * 64,
)  # fmt: skip


def _sealed_again(folder: Path, lines: list[dict[str, Any]]) -> Iterator[Kept]:
    """What is read of the lines, each with the digest that it has to have."""
    for revision, place in _revisions(folder, b"\n".join(map(_as_json, lines))):
        yield Kept(revision.model_copy(update={"digest": revision.recomputed_digest}), place)


def _restore(anew: Anew, folder: Path, lines: list[dict[str, Any]]) -> None:
    """What is taken in is sound; what is refused leaves nothing."""
    with anew() as ledger:
        if understood_or_refused(lambda: ledger.restore(_sealed_again(folder, lines))):
            assert [one for one in ledger.verify() if one.kind is Kind.FAULT] == []
            ledger.report()
            ledger.reconcile()
        else:
            assert ledger.size() == (0, 0)
            assert ledger.published_totals() == []


@settings(max_examples=25, suppress_health_check=_UNHURRIED)
@given(lines=_forged())
def test_a_forged_history_is_taken_in_sound_or_refused(
    anew_sqlite: Anew, folder: Path, lines: list[dict[str, Any]]
) -> None:
    _restore(anew_sqlite, folder, lines)


@pytest.mark.slow
@settings(max_examples=2_000, suppress_health_check=_UNHURRIED)
@given(lines=_forged())
def test_two_thousand_forged_histories_are_taken_in_sound_or_refused(
    anew_sqlite: Anew, folder: Path, lines: list[dict[str, Any]]
) -> None:
    _restore(anew_sqlite, folder, lines)


def test_a_history_that_nobody_forged_is_taken_in(anew_sqlite: Anew, folder: Path) -> None:
    with anew_sqlite() as ledger:
        assert ledger.restore(_sealed_again(folder, _lines())) == Restored(added=4, already=0)
