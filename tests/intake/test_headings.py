"""Headings: each name of each field, in whatever case and with whatever marks, and what they say of figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidledger.domain.packages import Citation, Document, LineItem
from aidledger.errors import InvalidInput
from aidledger.intake import headings
from aidledger.intake.headings import ITEMS, KINDS, PACKAGES, SOURCES, Column, Kind, Mapped, columns_of, kind_of, words


def column(heading: str, kind: Kind = PACKAGES, mapped: str = "") -> Column:
    """What one heading of a table of `kind` means."""
    (found,) = columns_of(kind, [heading], [Mapped.parse(mapped)] if mapped else [], "main.csv:1")
    return found


SYNONYMS = {
    "announced_on": ["Date announced", "Announcement date", "date", "Announced on"],
    "donor": ["Donor", "Donor country", "COUNTRY", "provider"],
    "recipient": ["Recipient", "recipient-country", "Beneficiary"],
    "amount": ["Amount", "Value", "Total value", "Worth", "Sum"],
    "title": ["Title", "Description", "Package name", "Headline"],
    "note": ["Note", "Notes", "Comment", "Remarks"],
    "aid_type": ["aid_type", "Aid type", "Type of aid", "AID-TYPE"],
    "instrument": ["Instrument", "Authority", "Programme", "Legal channel"],
    "ref": ["Ref", "ID", "Package ID", "Reference"],
    "items": ["Items", "Contents", "Equipment"],
    "sources": ["Source", "Sources", "Link"],
    "source_url": ["URL", "Source URL", "Web address"],
    "source_published_on": ["Published on", "Publication date"],
    "item_description": ["Item", "Item description", "Line item"],
    "item_quantity": ["Quantity", "Qty", "Number of units", "Count"],
    "draws_on": ["Draws on", "Funded by"],
    "known_on": ["Known on"],
}
"""What people write, and the field that it must mean: written down here apart from the table of the program."""


@pytest.mark.parametrize(("field", "heading"), [(field, one) for field, names in SYNONYMS.items() for one in names])
def test_what_people_write_over_a_column_is_understood(field: str, heading: str) -> None:
    assert column(heading) == Column(heading, field)


def test_every_field_of_the_models_has_a_column_by_its_own_name() -> None:
    apart = {"amount", "quantity", "items", "sources", "tip", "ref"}
    for kind, model in ((PACKAGES, Document), (ITEMS, LineItem), (SOURCES, Citation)):
        assert set(model.model_fields) - apart <= set(kind.fields.values())
        for field in set(kind.fields.values()):
            assert column(field, kind).field == field
            assert column(field.replace("_", " ").capitalize(), kind).field == field


@pytest.mark.parametrize("fields", [headings._PACKAGE, headings._ITEM, headings._SOURCE])
def test_no_name_means_two_fields(fields: dict[str, str]) -> None:
    names = [name.strip() for field, others in fields.items() for name in (words(field), *others.split(","))]
    assert sorted(filter(None, names)) == sorted({*names} - {""})


marks = st.text(st.sampled_from(" _-./:*()'\t\n"), min_size=1, max_size=3)


@given(kind=st.sampled_from(KINDS), data=st.data())
def test_case_blanks_and_marks_do_not_matter(kind: Kind, data: st.DataObject) -> None:
    name, field = data.draw(st.sampled_from(sorted(kind.fields.items())))
    ends = st.text(st.sampled_from(" _-./:*\t"), max_size=2)
    between = data.draw(marks).join(name.split())
    cased = "".join(data.draw(st.sampled_from([letter, letter.upper()])) for letter in between)
    assert column(data.draw(ends) + cased + data.draw(ends), kind).field == field


@pytest.mark.parametrize(
    ("heading", "currency", "scale"),
    [
        ("Amount (USD)", "USD", 1),
        ("amount in usd", "USD", 1),
        ("Value, EUR", "EUR", 1),
        ("Amount ($)", "USD", 1),
        ("US$", "USD", 1),
        ("C$ m", "CAD", 10**6),
        ("Value in euros", "EUR", 1),
        ("EUR", "EUR", 1),
        ("Value (EURm)", "EUR", 10**6),
        ("Value (EUR m)", "EUR", 10**6),
        ("\u20acm", "EUR", 10**6),
        ("VALUE IN MILLIONS OF EUR", "EUR", 10**6),
        ("Amount (NOK bn)", "NOK", 10**9),
        ("Amount (UAH billion)", "UAH", 10**9),
        ("Amount in thousands of PLN", "PLN", 10**3),
        ("USD '000", "USD", 10**3),
        ("Amount (million)", "", 10**6),
        ("Amount, Mio. CHF", "CHF", 10**6),
    ],
)
def test_a_heading_says_in_what_its_figures_are(heading: str, currency: str, scale: int) -> None:
    assert column(heading) == Column(heading, "amount", currency, Decimal(scale))


def test_the_value_of_items_has_a_currency_of_its_own() -> None:
    assert column("Item value (USD m)") == Column("Item value (USD m)", "item_amount", "USD", Decimal(10**6))
    assert column("Value (USD)", ITEMS) == Column("Value (USD)", "amount", "USD")


@pytest.mark.parametrize("heading", ["Total, all", "Amount won per try", "Share", "Colour", "m", "%"])
def test_words_that_happen_to_be_codes_of_currencies_are_no_currencies(heading: str) -> None:
    with pytest.raises(InvalidInput, match="no field is known by the name"):
        column(heading)


@pytest.mark.parametrize(
    ("read", "words"),
    [
        ("Amount (EUR m)", "amount, in millions of EUR"), ("Amount (USD)", "amount, in USD"),
        ("Amount (bn)", "amount, in billions"), ("Country", "donor"),
    ],
)  # fmt: skip
def test_what_is_understood_is_told_in_words(read: str, words: str) -> None:
    assert str(column(read)) == words
    assert str(column(read, mapped=f"{read}=")) == "left out"


def test_what_a_person_says_goes_before_what_the_heading_says() -> None:
    assert column("Remarks", mapped="remarks=title") == Column("Remarks", "title")
    assert column("Colour", mapped="COLOUR = aid type") == Column("Colour", "aid_type")
    assert column("Betrag (EUR m)", mapped="Betrag (EUR m)=amount") == Column(
        "Betrag (EUR m)", "amount", "EUR", Decimal(10**6)
    )


def test_a_person_can_say_of_what_the_amounts_of_a_column_are() -> None:
    assert column("Summe", mapped="Summe=amount (EUR m)") == Column("Summe", "amount", "EUR", Decimal(10**6))
    assert column("Summe (USD m)", mapped="Summe (USD m)=item amount") == Column(
        "Summe (USD m)", "item_amount", "USD", Decimal(10**6)
    )
    assert column("Summe (USD)", mapped="Summe (USD)=EUR bn") == Column("Summe (USD)", "amount", "EUR", Decimal(10**9))
    with pytest.raises(InvalidInput, match="'note' of 'Summe=note in USD' has no currency and no scale"):
        Mapped.parse("Summe=note in USD")


@pytest.mark.parametrize("text", ["note", "=note", " =note"])
def test_a_map_that_names_no_column_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="maps no column"):
        Mapped.parse(text)


def test_a_map_to_no_field_is_refused_with_the_fields() -> None:
    with pytest.raises(InvalidInput, match="there is no field 'colour' to map 'Shade' to") as refusal:
        Mapped.parse("Shade=colour")
    assert "announced_on" in str(refusal.value.hint)


def test_the_field_that_was_meant_is_offered_whatever_the_heading_says_of_figures() -> None:
    with pytest.raises(InvalidInput) as refusal:
        column("Amuont (USD)")
    assert str(refusal.value.hint).startswith("say what the column is: --map 'Amuont (USD)=amount'")


def test_every_heading_that_is_not_understood_is_told_at_once_with_the_option_that_settles_it() -> None:
    with pytest.raises(InvalidInput) as refusal:
        columns_of(PACKAGES, ["Donor", "Country", "Colour", "Recepient", "Date"], [], "main.csv:3")
    assert [str(problem) for problem in refusal.value.problems] == [
        "main.csv:3:Colour: no field is known by the name 'Colour'",
        "main.csv:3:Recepient: no field is known by the name 'Recepient'",
        "main.csv:3:Country: 'Donor' and 'Country' are both taken for donor",
    ]
    assert refusal.value.hint is not None
    assert "--map 'Recepient=recipient', or --map 'Recepient=' to leave it out" in refusal.value.hint
    assert "leave one of them out: --map 'Country='" in refusal.value.hint


@pytest.mark.parametrize(
    ("headings", "hint"),
    [
        (["Date", "Day"], "leave one of them out: --map 'Day='"),
        (["Date", "Date", "Day"], "leave one of them out: --map 'Day='"),
        (["Date", "date:"], "give one of them another heading in the file: --map 'Date=' would leave out both"),
    ],
)
def test_columns_that_are_headed_alike_are_not_told_apart_by_their_heading(headings: list[str], hint: str) -> None:
    with pytest.raises(InvalidInput, match="are both taken for announced_on") as refusal:
        columns_of(PACKAGES, ["Donor", *headings], [], "main.csv:1")
    assert refusal.value.hint == hint


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["Country", "Date"], PACKAGES), (["Date", "Donor", "Ref", "Item", "Link"], PACKAGES),
        (["Ref", "Item", "Quantity"], ITEMS), (["Package ID", "URL"], SOURCES), (["Ref", "Date"], None), ([], None),
    ],
)  # fmt: skip
def test_headings_tell_what_kind_of_table_it_is(row: list[str], kind: Kind | None) -> None:
    assert kind_of(row, []) is kind
