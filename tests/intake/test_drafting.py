"""What announcements are drafted as. Every text here is generated: worded as such texts are, its figures made up."""

import re
import textwrap
from collections.abc import Iterator
from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import prose

from aidledger.domain.amounts import Amount
from aidledger.domain.drafts import Draft, DraftPackage, Place
from aidledger.domain.packages import Package
from aidledger.domain.vocabulary import AidType, Stage
from aidledger.intake import draft, read
from aidledger.intake.announcements.days import named
from aidledger.intake.announcements.figures import figures
from aidledger.intake.announcements.items import listed
from aidledger.intake.announcements.page import Page
from aidledger.reports import drafts

PUBLISHED: Final = date(2023, 8, 18)
"""A Friday."""
TITLE: Final = "A generated statement on support for Ukraine"

LISTED: Final = """\
A generated statement on support for Ukraine

Today, the Department of Defense announced a new package of security assistance for Ukraine, valued at up to
$111 million. It will be provided under Presidential Drawdown Authority.

The capabilities in this package include:

-   21,000 155mm artillery rounds;
-   Over 3 million rounds of small arms ammunition;
-   Four Avenger air defense systems, and Stinger missiles;
-   A quarter of a million rounds of .50 calibre ammunition;
-   Tube-Launched, Optically-Tracked, Wire-Guided (TOW) missiles; and
-   Spare parts and other field equipment.

The United States has committed more than $22.2 billion in security assistance to Ukraine since the beginning of
Russia\u2019s invasion in February 2022. The President has asked Congress for an additional $3.3 billion.
"""


def drafted(*sentences: str, published: date | None = PUBLISHED, publisher: str | None = None) -> Draft:
    """The draft of a generated text: a title, then the sentences in a paragraph each."""
    return draft("\n\n".join([TITLE, *sentences]), published=published, publisher=publisher)


def summary(found: Draft) -> list[tuple[str, str | None]]:
    """The donor and the amount of each package."""
    return [(package.donor.value, package.amount and str(package.amount.value)) for package in found.packages]


def reasons(found: Draft) -> dict[str, str]:
    """Why each figure was set aside."""
    return {one.text: one.reason for one in found.set_aside}


def items(package: DraftPackage) -> list[str]:
    """The items of a package as lines of text."""
    return [str(drafted.item) for drafted in package.items]


def only(found: Draft) -> DraftPackage:
    """The one package of a draft."""
    (package,) = found.packages
    return package


def test_a_statement_with_a_list_is_drafted_with_the_words_that_support_each_field() -> None:
    package = only(found := draft(LISTED, published=PUBLISHED))

    def quoted(place: Place) -> str:
        return LISTED[place.start : place.end]

    assert {name: quoted(place) for name, place in package.places.items()} == {
        "donor": "Department of Defense", "recipient": "Ukraine", "stage": "announced", "aid_type": "security",
        "instrument": "Presidential Drawdown Authority", "announced_on": "Today", "amount": "$111 million",
        "bound": "valued at up to",
    }  # fmt: skip
    assert (package.donor.value, package.recipient.value) == ("US", "UA")
    assert (package.stage.value, package.aid_type.value) == (Stage.COMMITMENT, AidType.MILITARY)
    assert package.instrument
    assert package.instrument.value == "PDA"
    assert package.announced_on
    assert str(package.announced_on.value) == "2023-08-18"
    assert package.amount
    assert str(package.amount.value) == "up to USD 111,000,000"
    assert items(package) == [
        "21,000 rounds: 155mm artillery rounds", "at least 3,000,000 rounds: small arms ammunition",
        "4 systems: Avenger air defense systems", "Stinger missiles",
        "250,000 rounds: .50 calibre ammunition",
        "Tube-Launched, Optically-Tracked, Wire-Guided (TOW) missiles", "Spare parts and other field equipment",
    ]  # fmt: skip
    assert [quoted(drafted.place) for drafted in package.items][:2] == [
        "21,000 155mm artillery rounds", "Over 3 million rounds of small arms ammunition",
    ]  # fmt: skip
    assert reasons(found) == {
        "more than $22.2 billion": "a cumulative total, drafted as a published total",
        "$3.3 billion": "asked for or proposed, not given",
    }
    (total,) = found.published_totals
    assert total.since
    assert (str(total.published_total.value), total.donor.value) == ("at least USD 22,200,000,000", "US")
    assert (total.since.value, quoted(total.places["since"])) == (date(2022, 2, 24), "Russia\u2019s invasion")
    assert (found.title, found.published) == (TITLE, PUBLISHED)


GIVES: Final = "Norway will provide Ukraine with {} in military aid."
AMOUNTS: Final = {
    "$11 million": "USD 11,000,000",
    "up to an additional $11 million": "up to USD 11,000,000",
    "more than $1.1bn": "at least USD 1,100,000,000",
    "about US$ 11m": "about USD 11,000,000",
    "nearly a total of EUR 11 million": "about EUR 11,000,000",
    "NOK 1,100,000": "NOK 1,100,000",
    "11 million Norwegian kroner": "NOK 11,000,000",
    "11 million kroner": "NOK 11,000,000",
    "kr 11m": "NOK 11,000,000",
    "half a billion euros": "EUR 500,000,000",
    "one billion crowns": "NOK 1,000,000,000",
    "\u20ac11 million or more": "at least EUR 11,000,000",
    "$11 million-plus": "at least USD 11,000,000",
    "\u00a311 million": "GBP 11,000,000",
    "C$11 million": "CAD 11,000,000",
    "11-million-euro support": "EUR 11,000,000",
}


@pytest.mark.parametrize(("words", "amount"), AMOUNTS.items())
def test_amounts_are_read_with_their_bound_and_currency(words: str, amount: str) -> None:
    assert summary(drafted(GIVES.format(words))) == [("NO", amount)]


@pytest.mark.parametrize("words", ["11 million crowns", "11 million pounds", "\u00a511 million"])
def test_a_name_that_may_be_several_currencies_is_not_guessed(words: str) -> None:
    found = drafted(f"Germany will provide Ukraine with {words} in military aid.")
    assert found.packages == ()
    (reason,) = reasons(found).values()
    assert "may be" in reason


@pytest.mark.parametrize("words", ["$300-400 million", "$1 to 2 million", "1.234 million and 5"])
def test_ranges_and_mere_numbers_are_no_amounts(words: str) -> None:
    assert figures(f"will provide {words}") == []


SET_ASIDE: Final = {
    "Norway will provide NOK 11 million ($1 million) in military aid.": ("$1 million", "in another currency"),
    "The total so far, $99 million in aid, was given by Norway.": ("$99 million", "cumulative"),
    "Since 2022, Norway has given Ukraine $99 million in aid.": ("$99 million", "cumulative"),
    "Norway has so far provided $99 million in military aid.": ("$99 million", "cumulative"),
    "Last month, Norway announced $99 million in military aid.": ("$99 million", "announced before"),
    "Norway gave Ukraine $99 million in military aid in April.": ("$99 million", "announced before"),
    "In May, Norway announced $99 million in military aid.": ("$99 million", "announced before"),
    "Norway announced $99 million in military aid on 2 July 2023.": ("$99 million", "announced before"),
    "In 2021 Norway gave $99 million in military aid.": ("$99 million", "announced before"),
    "Norway announced it in addition to a $99 million aid package.": ("$99 million", "comes on top of it"),
    "Norway is considering $99 million in military aid.": ("$99 million", "not announced yet"),
    "Norway is expected to announce $99 million in military aid.": ("$99 million", "not announced yet"),
    "Ukraine asked Norway for $99 million in military aid.": ("$99 million", "asked for"),
    "Norway proposed $99 million in military aid.": ("$99 million", "asked for"),
    "Norway approved a possible sale of weapons for $99 million.": ("$99 million", "a sale or a contract"),
    "Norway's defence budget of $99 million supports it.": ("$99 million", "a budget"),
    "Norway says Russia lost $99 million in equipment.": ("$99 million", "a loss"),
    "Norway will support a plan to use $99 million in frozen Russian assets.": ("$99 million", "Russian assets"),
    "Norway will provide $99 million in loans to support the budget.": ("$99 million", "a loan"),
    "Norway will provide $99 million in military aid to Moldova.": ("$99 million", "for Moldova"),
    "Allies will provide $99 million in military aid.": ("$99 million", "nobody in particular"),
    "Norway's ferries are worth $99 million.": ("$99 million", "nothing in the sentence"),
    "A drone of this kind costs $99 a piece, Norway says.": ("$99", "a price or a rate"),
    "Support our journalism with $99 today.": ("$99", "an appeal"),
    "Read also: Norway announces $99 million in aid": ("$99 million", "a line around the text"),
    "The drawdown of $99 million in aid is without regard to any provision of law.": ("$99 million", "a waiver"),
}


@pytest.mark.parametrize(("sentence", "expected"), SET_ASIDE.items())
def test_figures_that_are_no_new_package_are_set_aside_with_their_reason(
    sentence: str, expected: tuple[str, str]
) -> None:
    figure, reason = expected
    found = drafted("Norway announced military aid today.", sentence)
    assert [amount for _, amount in summary(found) if amount and "99" in amount] == []
    assert reason in reasons(found)[figure]


def test_of_two_currencies_the_donors_own_is_meant_wherever_it_stands() -> None:
    found = drafted("Denmark will give Ukraine $11 million (DKK 77 million) in military aid.")
    assert summary(found) == [("DK", "DKK 77,000,000")]
    assert reasons(found) == {"$11 million": "the figure after it, in another currency"}


def test_a_bare_dollar_is_the_donors_own_unless_the_text_tells_dollars_apart() -> None:
    plain = "Canada will give Ukraine $11 million in military aid."
    assert summary(drafted(plain)) == [("CA", "CAD 11,000,000")]
    assert summary(drafted(plain, "The fund holds C$5."))[0] == ("CA", "USD 11,000,000")


def test_one_sum_named_often_is_one_package_and_its_most_telling_figure_speaks() -> None:
    found = draft(
        "Norway gives Ukraine $2 billion in aid\n\nNorway today announced $2.17 billion in military aid for Ukraine.\n\n"
        "The package, valued at up to $2.17 billion, was announced by Norway.\n",
        published=PUBLISHED,
    )
    assert summary(found) == [("NO", "up to USD 2,170,000,000")]
    assert list(reasons(found).values()) == ["the same package, named again"] * 2


def test_two_exact_figures_are_two_sums_however_close() -> None:
    found = drafted("Norway announced $200 million in military aid, and then $225 million in military aid for Ukraine.")
    assert summary(found) == [("NO", "USD 200,000,000"), ("NO", "USD 225,000,000")]


def test_a_sum_of_packages_is_no_package() -> None:
    found = drafted(
        "The United States announced nearly $2.5 billion in security assistance.",
        "It includes an additional $1.25 billion drawdown and a $1.22 billion Ukraine Security Assistance Initiative package.",
    )
    assert summary(found) == [("US", "USD 1,250,000,000"), ("US", "USD 1,220,000,000")]
    assert [package.instrument and package.instrument.value for package in found.packages] == ["PDA", "USAI"]
    assert reasons(found) == {"nearly $2.5 billion": "the sum of packages that are drafted one by one"}


def test_parts_and_wholes_are_no_packages_beside_the_one_announced() -> None:
    found = drafted(
        "Canada announced a C$64 million military aid package for Ukraine, including C$10 million for ammunition.",
        "Of this, C$5 million is aid for training.",
        "It is part of a C$500 million fund.",
    )
    assert summary(found) == [("CA", "CAD 64,000,000")]
    assert reasons(found) == {
        "C$10 million": "a part of what is stated before",
        "C$5 million": "a part of what is stated before",
        "C$500 million": "the larger sum that others are taken from",
    }


def test_equal_sums_through_two_channels_are_two_packages() -> None:
    found = drafted(
        "The United States announced a $50 million drawdown for Ukraine and $50 million under the Ukraine Security "
        "Assistance Initiative."
    )
    assert [package.instrument and package.instrument.value for package in found.packages] == ["PDA", "USAI"]


def test_those_who_give_together_are_one_donor_and_their_shares_are_none() -> None:
    found = drafted(
        "Denmark, Norway and Sweden will jointly finance a $500 million package of weapons for Ukraine.",
        "Norway is contributing $146 million of military aid.",
    )
    assert summary(found) == [("DK+NO+SE", "USD 500,000,000")]
    assert reasons(found) == {"$146 million": "a share of the package that several give together"}


def test_each_of_several_donors_has_a_package_of_its_own() -> None:
    found = drafted(
        "Germany announced a package of military aid worth \u20ac11 million, and the Netherlands pledged \u20ac22 million.",
        "- Estonia will contribute \u20ac3 million in aid;\n- Spain is handing over a complete HAWK battery.",
    )
    assert summary(found) == [
        ("DE", "EUR 11,000,000"), ("NL", "EUR 22,000,000"), ("EE", "EUR 3,000,000"), ("ES", None),
    ]  # fmt: skip
    assert items(found.packages[3]) == ["1 batteries: HAWK battery"]


WHO: Final = {
    "Pentagon officials announced $11 million in military aid.": "US",
    "The UK's Defence Secretary announced $11 million in military aid.": "GB",
    "A day after Germany spoke, Poland announced $11 million in military aid.": "PL",
    "The aid worth $11 million will be provided by Finland.": "FI",
    "In Berlin, Sweden announced $11 million in military aid.": "SE",
    "Estonia will buy US-made weapons worth $11 million for Ukraine.": "EE",
}


@pytest.mark.parametrize(("sentence", "donor"), WHO.items())
def test_the_donor_is_who_acts_and_not_a_place_or_a_maker(sentence: str, donor: str) -> None:
    assert only(drafted(sentence)).donor.value == donor


def test_we_are_those_whose_page_it_is() -> None:
    sentence = "Today we announce $11 million in military aid for Ukraine."
    assert only(drafted(sentence, publisher="The White House")).donor.value == "US"
    assert only(drafted(sentence, publisher="regjeringen.no")).donor.value == "NO"
    assert drafted(sentence).packages == ()


STAGES: Final = {
    "Congress passed a $61 billion supplemental for Ukraine.": Stage.APPROPRIATION,
    "President Biden signed into law $61 billion in aid for Ukraine.": Stage.APPROPRIATION,
    "I hereby delegate the authority to direct the drawdown of up to $5.55 billion in aid.": Stage.APPROPRIATION,
    "I hereby delegate the authority to direct the drawdown of up to $55 million in aid.": Stage.COMMITMENT,
    "Norway has handed over weapons worth $11 million to Ukraine.": Stage.DELIVERY,
    "Norway pledged $11 billion in military aid over five years.": Stage.PLEDGE,
    "Norway announced $11 million in military aid.": Stage.COMMITMENT,
}


@pytest.mark.parametrize(("sentence", "stage"), STAGES.items())
def test_the_stage_is_told_by_who_acts_and_how(sentence: str, stage: Stage) -> None:
    assert only(drafted(sentence, publisher="The White House")).stage.value is stage


def test_a_request_is_a_package_where_it_is_the_news_and_its_parts_are_none() -> None:
    text = """\
A generated fact sheet: White House calls on Congress to support Ukraine

The $33 billion in security and economic aid requested today will help Ukraine.

The Administration is requesting $20 billion in military assistance. This includes $5 billion in drawdown authority.
"""
    found = draft(text, published=PUBLISHED)
    package = only(found)
    assert summary(found) == [("US", "USD 33,000,000,000")]
    assert (package.stage.value, package.aid_type.value, package.items) == (Stage.REQUEST, AidType.MIXED, ())
    assert set(reasons(found).values()) == {"asked for or proposed, not given"}


def test_a_bill_for_many_holds_ukraines_share_of_it() -> None:
    found = drafted(
        "The Senate on Tuesday passed a $95 billion foreign aid package that includes $61 billion for Ukraine, "
        "$26 billion for Israel and $8 billion for the Indo-Pacific."
    )
    package = only(found)
    assert summary(found) == [("US", "USD 61,000,000,000")]
    assert (package.stage.value, package.aid_type.value) == (Stage.APPROPRIATION, AidType.MIXED)
    assert package.announced_on
    assert str(package.announced_on.value) == "2023-08-15"
    assert reasons(found)["$95 billion"] == "it holds what is for others too"


def test_civilian_aid_is_drafted_beside_military_aid_alone() -> None:
    civilian = "Norway will also provide $22 million in humanitarian assistance."
    both = drafted("Norway today announced $11 million in military aid for Ukraine.", civilian)
    assert [package.aid_type.value for package in both.packages] == [AidType.MILITARY, AidType.HUMANITARIAN]
    alone = drafted(civilian)
    assert alone.packages == ()
    assert reasons(alone) == {"$22 million": "civilian aid, in a text that announces no military aid"}


UNVALUED: Final = {
    "Norway announced a new package of military aid for Ukraine.": [],
    "Norway will send Ukraine 14 Leopard 2 tanks and 155mm shells.": ["14 tanks: Leopard 2 tanks", "155mm shells"],
    "Norway has decided to donate an IRIS-T air defence system to Ukraine.": ["1 systems: IRIS-T air defence system"],
}


@pytest.mark.parametrize(("sentence", "expected"), UNVALUED.items())
def test_what_has_no_value_is_a_package_too(sentence: str, expected: list[str]) -> None:
    package = only(drafted(sentence))
    assert (package.donor.value, package.amount, items(package)) == ("NO", None, expected)
    assert (package.title is None) == bool(expected)


@pytest.mark.parametrize(
    "sentence",
    [
        "Last year Norway sent Ukraine 14 Leopard 2 tanks.",
        "In the coming months, Norway will provide Ukraine with 200 drones.",
        "Norway may send Ukraine 14 Leopard 2 tanks.",
        "Norway will host 14 ministers.",
    ],
)
def test_what_is_past_possible_or_later_is_no_package(sentence: str) -> None:
    assert drafted(sentence).packages == ()


DAYS: Final = {
    "Norway announced today": "2023-08-18",
    "Norway announced on Thursday": "2023-08-17",
    "Norway announced on Friday": "2023-08-18",
    "Norway announced yesterday": "2023-08-17",
    "On 16 August, Norway announced": "2023-08-16",
    "On Aug. 16, 2023, Norway announced": "2023-08-16",
    "Norway announced": "2023-08-18",
}


@pytest.mark.parametrize(("words", "day"), DAYS.items())
def test_days_are_counted_from_the_publication(words: str, day: str) -> None:
    announced_on = only(drafted(f"{words} $11 million in military aid for Ukraine.")).announced_on
    assert announced_on
    assert str(announced_on.value) == day


def test_without_a_day_of_publication_the_text_may_tell_it_or_it_stays_open() -> None:
    sentence = "Norway announced on Thursday $11 million in military aid for Ukraine."
    assert only(drafted(sentence, published=None)).announced_on is None
    for head in ("Published: 18 August 2023", "August 18, 2023", "2023-08-18"):
        found = drafted(head, sentence, published=None)
        assert found.published == PUBLISHED
        announced_on = only(found).announced_on
        assert announced_on
        assert str(announced_on.value) == "2023-08-17"


def test_a_day_without_a_year_is_the_latest_one_before_the_publication() -> None:
    assert named("on 30 December", None) == []
    assert [str(day.on) for day in named("on 30 December and Jan. 2", date(2024, 1, 3))] == ["2023-12-30", "2024-01-02"]


PROSE_LISTS: Final = {
    "includes tanks, tank ammunition and anti-aircraft guns.": ["tanks", "tank ammunition", "anti-aircraft guns"],
    "includes: (25,000) 155mm artillery rounds; (3) AN/TPQ-36 radars; jamming equipment.": [
        "25,000 rounds: 155mm artillery rounds", "3 radars: AN/TPQ-36 radars", "jamming equipment",
    ],
    "includes 20x Heidrun drones, nearly 100 missiles to strike ships and 20 000 shells.": [
        "20 units: Heidrun drones", "about 100 missiles: missiles", "20,000 shells: shells",
    ],
    "includes hundreds of radars and more than 100 tanks.": ["radars", "at least 100 tanks: tanks"],
    "includes 155mm and 105mm ammunition, which experts welcomed, and applause.": ["155mm and 105mm ammunition"],
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), PROSE_LISTS.items())
def test_lists_in_prose_are_parted_and_end_where_something_else_begins(sentence: str, expected: list[str]) -> None:
    package = only(drafted("Norway announced $11 million in military aid.", f"The package {sentence}"))
    assert items(package) == expected


BULLETS: Final = {
    "100 grenade launchers, 5,000 rifles and 400 machine guns": ["grenade launchers", "rifles", "machine guns"],
    "Six additional NASAMS with additional munitions for NASAMS": ["NASAMS", "additional munitions for NASAMS"],
    "Funding for training, maintenance, and sustainment": ["Funding for training, maintenance, and sustainment"],
    "50 boats to support operations on rivers": ["boats to support operations on rivers"],
    "400 vehicles, including 160 armoured ones": ["vehicles"],
    "Artillery shells: 5,000 rounds": ["Artillery shells"],
    "16 months of training": [],
}


@pytest.mark.parametrize(("bullet", "expected"), BULLETS.items())
def test_bullets_are_parted_where_numbers_are(bullet: str, expected: list[str]) -> None:
    assert [thing.item.description for thing in listed(bullet, 0, len(bullet), every=True)] == expected


def test_a_list_of_what_was_given_before_is_not_of_this_package() -> None:
    found = drafted(
        "Norway announced $11 million in military aid for Ukraine.",
        "The package includes:\n\n- 5 tanks",
        "Previous Norwegian assistance to Ukraine includes:\n\n- 99 howitzers",
    )
    assert items(only(found)) == ["5 tanks: tanks"]


def test_each_list_is_of_the_package_of_its_channel() -> None:
    found = drafted(
        "The United States announced a drawdown of $11 million, and $22 million in USAI funds for Ukraine.",
        "The drawdown includes:\n\n- 5 tanks",
        "The USAI package includes:\n\n- 6 radars",
    )
    assert [items(package) for package in found.packages] == [["5 tanks: tanks"], ["6 radars: radars"]]


def test_what_one_thing_of_a_list_is_worth_is_its_amount() -> None:
    found = drafted("Norway announced NOK 99 million in aid. The package consists of:", "- Radars: NOK 11 million")
    (drafted_item,) = only(found).items
    assert (drafted_item.item.description, str(drafted_item.item.amount)) == ("Radars", "NOK 11,000,000")


def test_totals_are_published_totals_with_what_they_count_from() -> None:
    found = drafted(
        "Norway announced $11 million in military aid for Ukraine.",
        "In total, Norway has provided more than $99 million in military aid since 2014.",
    )
    (total,) = found.published_totals
    assert total.since
    assert total.until
    assert (str(total.published_total.value), total.since.value, total.until.value) == (
        "at least USD 99,000,000", date(2014, 1, 1), PUBLISHED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("donor", "amount", "since"),
    [("The United States", "$7 billion", date(2021, 1, 20)), ("Canada", "CAD 7 billion", None)],
)
def test_the_day_on_which_an_administration_began_is_that_of_its_own_country_alone(
    donor: str, amount: str, since: date | None
) -> None:
    found = drafted(
        "Norway announced $11 million in military aid for Ukraine.",
        f"In total, {donor} has committed {amount} in military aid to Ukraine since January 2021.",
    )
    (total,) = found.published_totals
    assert (total.since and total.since.value) == since


def test_what_stands_around_the_text_is_not_read() -> None:
    found = drafted(
        "Norway announced $11 million in military aid for Ukraine.",
        "Read more:\nGermany announces $99 million in aid for Ukraine\nPoland will send Ukraine 99 tanks",
        "Background:\n\nSweden announced $88 million in military aid for Ukraine.",
    )
    assert summary(found) == [("NO", "USD 11,000,000")]
    assert set(reasons(found).values()) == {
        "a line around the text", "it stands in the background, beneath the news",
    }  # fmt: skip


def test_a_text_that_is_not_about_ukraine_has_no_package() -> None:
    found = draft("A generated note\n\nNorway announced $11 million in military aid to Moldova.", published=PUBLISHED)
    assert (found.packages, reasons(found)) == ((), {"$11 million": "nothing here says that it is for Ukraine"})


# --- properties: over texts put together from sentences as announcements have them

SENTENCES: Final = (
    "The United States today announced a new $111 million package of security assistance for Ukraine.",
    "Germany will provide Ukraine with military aid worth up to \u20ac22 million (about $24 million).",
    "The package includes tanks, 155mm shells and 1,300 warheads.",
    "In total, Norway has provided Ukraine with NOK 33 billion in aid since February 2022.",
    "Denmark pledged a military aid package worth DKK 4.4 billion on Wednesday.",
    "\u201cWe stand with Ukraine,\u201d the minister\u2019s office said \u2014 again \u2014 on 16 August 2023.",
    "Congress was asked for an additional $55 billion.",
    "Sweden, Finland and Estonia will jointly finance counter-drone equipment worth EUR 66 million for Ukraine.",
    "Support our journalism with a monthly donation of $7.",
    "Ukraine\u2019s U.S. partners said No. 8 would follow; others did not.",
)
paragraphs = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
bullets = st.lists(
    st.sampled_from(["12 howitzers", "Over 3 million rounds of small arms ammunition;", "Spare parts and radars"]),
    min_size=1,
    max_size=3,
)
texts = st.lists(paragraphs, min_size=1, max_size=4)


def every_place(found: Draft) -> Iterator[Place]:
    """All the places of a draft."""
    for package in found.packages:
        yield from package.places.values()
        yield from (drafted.place for drafted in package.items)
    for total in found.published_totals:
        yield from total.places.values()
    yield from (one.place for one in found.set_aside)


@given(texts)
def test_every_place_is_in_the_text_and_its_words_support_the_field(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    found = draft(text, published=PUBLISHED)
    for place in every_place(found):
        assert 0 <= place.start < place.end <= len(text)
    for package in found.packages:
        places = {name: text[place.start : place.end] for name, place in package.places.items()}
        if package.amount:
            stated = Amount.parse(f"{places.get('bound', '')} {places['amount']}".strip())
            assert stated == package.amount.value
        for drafted_item in package.items:
            assert drafted_item.item.description in text[drafted_item.place.start : drafted_item.place.end]
    for one in found.set_aside:
        assert text[one.place.start : one.place.end] == one.text


def without_places(found: Draft) -> object:
    """What a draft says, wherever it stands."""
    return (
        [
            (
                package.donor.value, package.stage.value, package.aid_type.value, package.amount and package.amount.value,
                package.announced_on and package.announced_on.value, package.instrument and package.instrument.value,
                [drafted.item for drafted in package.items],
            )
            for package in found.packages
        ],
        [total.published_total.value for total in found.published_totals],
        [(one.text, one.reason) for one in found.set_aside],
    )  # fmt: skip


@given(texts, bullets, st.integers(50, 200), st.sampled_from(["\n", "\r\n"]))
def test_where_lines_break_changes_nothing_but_places(
    parts: list[str], listed: list[str], width: int, newline: str
) -> None:
    def text(wide: int) -> str:
        wrapped = [textwrap.fill(part, wide) for part in parts]
        points = [textwrap.fill(point, wide, initial_indent="- ", subsequent_indent="  ") for point in listed]
        return "\n\n".join([*wrapped, "The package includes:", "\n".join(points)])

    once = draft(text(10_000), published=PUBLISHED)
    again = draft(text(width).replace("\n", newline), published=PUBLISHED)
    assert without_places(once) == without_places(again)
    assert draft(text(width), published=PUBLISHED) == draft(text(width), published=PUBLISHED)


odd = st.text(st.sampled_from("1,.$\u20ac -\n\r\t()*[]:;'\u00a0\u2019\u00adaUkraine\u0301")) | st.text() | prose


@given(st.lists(odd | st.sampled_from(SENTENCES), max_size=6).map(" ".join), st.none() | st.just(PUBLISHED))
def test_no_text_is_refused_and_each_draft_can_be_written(text: str, published: date | None) -> None:
    found = draft(text, published=published)
    assert list(drafts.toml(found, text))
    for place in every_place(found):
        assert 0 <= place.start < place.end <= len(text)


@given(st.text())
def test_a_page_leads_back_to_the_characters_that_it_was_made_of(text: str) -> None:
    page = Page.of(text)
    assert len(page.origins) == len(page.text)
    assert page.origins == sorted(page.origins)
    for sentence in page.sentences:
        place = page.place(sentence.start, sentence.end)
        kept = re.sub(r"\W", "", page.words(sentence))
        assert kept in re.sub(r"\W", "", text[place.start : place.end])


@given(texts, bullets)
def test_what_is_drafted_is_read_as_the_very_same_packages(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], listed: list[str]
) -> None:
    text = "\n\n".join([*parts, "The package includes:", *(f"- {point}" for point in listed)])
    found = draft(text, published=PUBLISHED, publisher="A generated publisher")
    path = tmp_path_factory.mktemp("drafts") / "draft.toml"
    path.write_text("\n".join(drafts.toml(found, text)), encoding="utf-8")
    if not (found.packages or found.published_totals):
        return
    stated = [entry.stated for entry in read(path)]
    recorded = [one for one in stated if isinstance(one, Package)]
    assert len(stated) == len(found.packages) + len(found.published_totals)
    for package, one in zip(found.packages, recorded, strict=True):
        assert package.announced_on
        assert (one.donor, one.stage, one.aid_type) == (
            package.donor.value,
            package.stage.value,
            package.aid_type.value,
        )
        assert (one.amount, one.announced_on) == (package.amount and package.amount.value, package.announced_on.value)
        assert one.items == tuple(drafted.item for drafted in package.items)
        assert one.sources[0].publisher == "A generated publisher"


@pytest.mark.parametrize(
    "text",
    [" " * 200_000, "7" * 200_000, "7," * 100_000, "(" * 200_000, "more than " * 20_000, "the US will give " * 9_000],
)
def test_a_long_text_of_nothing_is_read_to_its_end(text: str) -> None:
    assert draft(text, published=PUBLISHED).packages == ()


def test_things_that_are_the_news_are_a_package_beside_what_is_given_besides() -> None:
    found = drafted(
        "Norway will donate six F-16 aircraft to Ukraine.", "Norway will also give NOK 11 million in military aid."
    )
    assert [(amount, items(package)) for package, (_, amount) in zip(found.packages, summary(found), strict=True)] == [
        (None, ["6 aircraft: F-16 aircraft"]), ("NOK 11,000,000", []),
    ]  # fmt: skip


def test_bullets_of_an_announcement_without_figures_are_one_package_more() -> None:
    found = drafted(
        "Today, we announce that:\n\n- the Pentagon will allocate $11 million in military aid to Ukraine;\n"
        "- we will provide Ukraine with a Patriot battery;\n- we will provide Ukraine with 7 radars.",
        publisher="The White House",
    )
    assert summary(found) == [("US", "USD 11,000,000"), ("US", None)]
    assert items(found.packages[1]) == ["1 batteries: Patriot battery", "7 radars: radars"]


def test_things_that_were_handed_over_may_stand_in_a_list_alone() -> None:
    found = drafted("The following items were delivered to Ukraine by Germany:\n\n- 2 launchers\n- 3,000 rounds 155mm")
    package = only(found)
    assert (package.donor.value, package.stage.value) == ("DE", Stage.DELIVERY)
    assert items(package) == ["2 launchers: launchers", "3,000 rounds: 155mm"]


def test_a_channel_named_for_contrast_is_not_the_packages() -> None:
    package = only(
        drafted(
            "The Pentagon announced $11 million in military aid for Ukraine.",
            "It comes through the Ukraine Security Assistance Initiative.",
            "Unlike Presidential Drawdown, it pays for new equipment.",
        )
    )
    assert package.instrument
    assert package.instrument.value == "USAI"


def test_a_headline_alone_is_believed_if_it_is_the_title() -> None:
    title = "Norway announces $11 million in military aid for Ukraine"
    assert summary(draft(f"{title}\n\nMore will follow.", published=PUBLISHED)) == [("NO", "USD 11,000,000")]
    found = drafted("The minister spoke about it.", "It was cold.", title)
    assert (found.packages, list(reasons(found).values())) == ((), ["in a headline or a caption, not in the text"])


def test_a_share_of_a_bill_for_neighbours_is_ukraines_alone() -> None:
    found = drafted(
        "The United States announced $3.75 billion in military aid for Ukraine and its neighbors.",
        "The assistance includes $225 million in Foreign Military Financing for Ukraine.",
        "It also includes $682 million in Foreign Military Financing for European partners.",
    )
    assert summary(found) == [("US", "USD 225,000,000")]
    assert reasons(found) == {
        "$3.75 billion": "it holds what is for others too", "$682 million": "for others, not for Ukraine",
    }  # fmt: skip


def test_what_holds_others_is_the_package_where_nothing_else_is() -> None:
    found = drafted("The Pentagon will send Ukraine tanks as part of a $400 million package of military aid.")
    assert summary(found) == [("US", "USD 400,000,000")]
    assert items(only(found)) == ["tanks"]


def test_the_whole_of_which_only_a_part_is_ukraines_gives_way_to_it() -> None:
    found = drafted(
        "The Senate passed a $95 billion package of aid on Tuesday.",
        "The package includes $61 billion for Ukraine and $26 billion for Israel.",
    )
    assert summary(found) == [("US", "USD 61,000,000,000")]
    assert only(found).stage.value is Stage.APPROPRIATION
    assert reasons(found) == {
        "$95 billion": "it holds what is for others too", "$26 billion": "for Israel, not for Ukraine",
    }  # fmt: skip


def test_a_title_in_another_currency_is_of_the_package_in_the_text() -> None:
    text = "Norway gives Ukraine $5 million in aid\n\nNorway announced NOK 99 million in military aid for Ukraine."
    found = draft(text, published=PUBLISHED)
    assert summary(found) == [("NO", "NOK 99,000,000")]
    assert reasons(found) == {"$5 million": "in the headline, in another currency than in the text"}


def test_what_russian_assets_bring_in_is_given() -> None:
    found = drafted("Norway will give $11 million in military aid from the proceeds of frozen Russian assets.")
    assert summary(found) == [("NO", "USD 11,000,000")]


def test_a_share_of_those_who_give_with_others_is_theirs_together() -> None:
    found = drafted(
        "Germany, together with Belgium and Norway, will provide Ukraine with \u20ac11 million in military aid."
    )
    assert summary(found) == [("BE+DE+NO", "EUR 11,000,000")]


def test_a_day_in_the_head_of_the_page_is_that_of_the_announcement() -> None:
    found = drafted("August 18, 2023", "Norway provides Ukraine with $11 million in military aid.", published=None)
    announced_on = only(found).announced_on
    assert announced_on
    assert announced_on.place
    assert str(announced_on.value) == "2023-08-18"


def test_a_figure_with_two_readings_is_left_out() -> None:
    assert figures("worth \u20ac1.234 or \u20ac1,23,4") == []


def test_a_sentence_without_end_is_read_in_parts() -> None:
    endless = "and the ministers of many countries met again " * 60
    found = drafted(f"On that day {endless}, Norway announced $11 million in military aid for Ukraine.")
    assert summary(found) == [("NO", "USD 11,000,000")]


def test_bullets_may_stand_in_lines_of_their_own_and_markdown_is_no_text() -> None:
    found = drafted(
        "Norway **announced** $11 million in [military aid](https://example.org/a) for Ukraine. The package includes:",
        "-\n5 tanks\n-\nmore than 100 vehicles and trucks",
        "## Contact",
    )
    assert items(only(found)) == ["5 tanks: tanks", "at least 100 units: vehicles and trucks"]
    (amount,) = [package.places["amount"] for package in found.packages]
    assert amount.end - amount.start == len("$11 million")


def test_a_title_announces_nothing_that_the_text_calls_unannounced() -> None:
    found = draft(
        "Norway to send Ukraine $11 million in aid\n\nNorway is preparing to send Ukraine $11 million in aid, it said.",
        published=PUBLISHED,
    )
    assert found.packages == ()
    assert [reason.partition(" (")[0] for reason in reasons(found).values()] == ["not announced yet"]


def test_a_text_of_hundreds_of_packages_is_none() -> None:
    sentences = (f"Norway announced ${number} million in military aid for Ukraine." for number in range(5003, 9999, 23))
    found = drafted(*sentences)
    assert len(found.packages) == 200
    assert "one text does not announce more than 200 packages" in reasons(found).values()


def test_a_short_list_without_marks_has_semicolons_at_the_ends_of_its_lines() -> None:
    text = (
        "Today, the Department of Defense announced a package of $200 million for Ukraine.\n\n"
        "The package includes:\n\nEquipment to sustain air defense systems;\n1,200 anti-tank weapons.\n"
    )
    (package,) = draft(text, published=PUBLISHED).packages
    assert [one.item.description for one in package.items] == [
        "Equipment to sustain air defense systems",
        "anti-tank weapons",
    ]


def test_what_the_pentagon_announces_beside_a_bill_is_no_share_of_it() -> None:
    text = (
        "WASHINGTON, April 3, 2023 - The president signed into law on Monday a $95 billion aid measure. The package "
        "includes about $61 billion for Ukraine and $26 billion for Israel. The Pentagon announced a $1 billion "
        "package of weapons for Ukraine on the same day. US military aid to Ukraine now totals $44 billion."
    )
    drafted = draft(text)
    found = [(str(one.amount and one.amount.value), one.stage.value) for one in drafted.packages]
    assert found == [("about USD 61,000,000,000", Stage.APPROPRIATION), ("USD 1,000,000,000", Stage.COMMITMENT)]
    assert [one.until and one.until.value for one in drafted.published_totals] == [date(2023, 4, 3)]


def test_an_initiative_led_by_another_country_and_a_second_measure_are_for_ukraine() -> None:
    text = (
        "The Council adopted an assistance measure worth \u20ac500 million under the European Peace Facility for Ukraine, "
        "as well as a \u20ac45 million assistance measure. Norway will provide NOK 335 million to the UK-led initiative on "
        "drones for Ukraine."
    )
    found = [str(one.amount and one.amount.value) for one in draft(text, published=PUBLISHED).packages]
    assert found == ["EUR 500,000,000", "EUR 45,000,000", "NOK 335,000,000"]
