"""How news is told: what is spent of a package, what came before, who leads, who pays. Every text is generated."""

from datetime import date
from typing import Final

import pytest

from aidledger.domain.drafts import Draft
from aidledger.domain.vocabulary import Stage
from aidledger.intake import draft

PUBLISHED: Final = date(2023, 8, 18)
"""A Friday."""


def told(*sentences: str, publisher: str | None = None) -> Draft:
    """The draft of generated sentences, in a paragraph each."""
    return draft("\n\n".join(sentences), published=PUBLISHED, publisher=publisher)


def summary(found: Draft) -> list[tuple[str, str | None]]:
    """The donor and the amount of each package."""
    return [(package.donor.value, package.amount and str(package.amount.value)) for package in found.packages]


def items(found: Draft) -> list[list[str]]:
    """The items of each package as lines of text."""
    return [[str(drafted.item) for drafted in package.items] for package in found.packages]


WHOLE: Final = "Denmark announced a new military aid package for Ukraine worth DKK 900 million."
SPENT: Final = (
    "A further DKK 70 million of the support will be used for air defence equipment.",
    "The package allocates some DKK 300 million to the industry of Ukraine.",
    "A large share of the aid, DKK 400 million, is earmarked for ammunition.",
    "Another DKK 50 million is also set aside to finance donations of drones.",
)
BESIDE: Final = (
    "The minister also announced DKK 70 million in military aid for training.",
    "In addition, Denmark will give DKK 70 million in military aid to Ukraine.",
    "Denmark separately promised military aid worth DKK 70 million.",
)


@pytest.mark.parametrize("sentence", SPENT)
def test_what_is_spent_of_a_package_is_none_of_its_own(sentence: str) -> None:
    found = told(WHOLE, sentence)
    assert summary(found) == [("DK", "DKK 900,000,000")]
    assert [one.reason for one in found.set_aside] == ["a part of what is stated before"]


@pytest.mark.parametrize("sentence", BESIDE)
def test_what_is_announced_in_its_own_right_is_a_package_beside_a_larger_one(sentence: str) -> None:
    assert summary(told(WHOLE, sentence)) == [("DK", "DKK 900,000,000"), ("DK", "DKK 70,000,000")]


NO_PACKAGES: Final = {
    "Some DKK 2 billion ($290 million) remain in the fund.": "what is left of another sum, or more than it",
    "Last week Denmark announced DKK 3 billion in military aid. They are investing another DKK 2 billion in weapons.": (
        'announced before ("last week")'
    ),
    "The total Danish military support is now almost DKK 8 billion.": "a cumulative total, drafted as a published total",
    "Denmark recently donated weapons worth DKK 95 million.": 'announced before ("recently donated")',
    "Kyiv thanked Denmark for its military aid of DKK 95 million.": 'announced before ("thanked denmark for its',
    "The first eleven packages of military aid were worth DKK 8 billion.": "a cumulative total",
    "A bill on spending of $1.2 trillion gives military aid to Ukraine.": "more than any aid package holds",
    "A shell costs Denmark DKK 900 of its aid.": "a price or a rate",
}


@pytest.mark.parametrize(("sentence", "reason"), NO_PACKAGES.items())
def test_what_came_before_or_is_left_or_costs_is_no_package(sentence: str, reason: str) -> None:
    found = told(WHOLE, sentence)
    assert summary(found) == [("DK", "DKK 900,000,000")]
    assert found.set_aside[0].reason.startswith(reason)


def test_a_package_compared_with_those_before_it_is_not_cumulative() -> None:
    found = told(
        "I am authorizing our 12th drawdown of U.S. arms for Ukraine since August 2021, valued at $425 million.",
        publisher="U.S. Department of State",
    )
    assert summary(found) == [("US", "USD 425,000,000")]
    assert summary(told("Poland is giving Ukraine its 45th military aid package since the start of the war.")) == [
        ("PL", None)
    ]


def test_a_total_value_of_the_package_itself_is_new() -> None:
    found = told(
        "Sweden announced a package of military aid for Ukraine.",
        "The total value of the support package is about SEK 3.4 billion.",
    )
    assert summary(found) == [("SE", "about SEK 3,400,000,000")]


def test_replacing_what_is_given_tells_its_value() -> None:
    found = told(
        "Finland will send its 23rd package of defence materiel to Ukraine.",
        "Replacement of what this package holds will cost an estimated EUR 188 million.",
    )
    assert summary(found) == [("FI", "about EUR 188,000,000")]


def test_the_same_sum_told_apart_in_two_currencies_is_one_package_in_the_donors_own_money() -> None:
    found = told(
        "Norway will allocate about $690 million for the air defence of Ukraine.",
        '"Norway contributes approximately seven billion kroner for air defence," the minister said.',
    )
    assert summary(found) == [("NO", "about NOK 7,000,000,000")]


def test_two_sums_in_two_currencies_that_differ_are_two_packages() -> None:
    found = told(
        "Norway will give Ukraine $690 million for air defence.",
        "Norway will also give two billion kroner of military aid for ammunition.",
    )
    assert summary(found) == [("NO", "USD 690,000,000"), ("NO", "NOK 2,000,000,000")]


DOLLARS: Final = {
    "$45 million [Australian dollars]": "AUD 45,000,000",
    "$5 million [NZD, or 3.4 million USD]": "NZD 5,000,000",
    "4.5 billion Swedish kronas": "SEK 4,500,000,000",
}


@pytest.mark.parametrize(("words", "amount"), DOLLARS.items())
def test_money_is_what_the_text_calls_it(words: str, amount: str) -> None:
    found = told(f"Canada is providing {words} in military aid to Ukraine.", publisher="Morning Courier")
    assert summary(found) == [("CA", amount)]


def test_dollars_are_the_donors_own_unless_a_foreign_paper_tells_those_of_others_too() -> None:
    others = "Washington has provided Kyiv with more than $35 billion of military aid."
    canadian = "Canada is providing $29 million in military aid to Ukraine."
    assert summary(told(canadian, publisher="Morning Courier")) == [("CA", "CAD 29,000,000")]
    assert summary(told(canadian, others, publisher="Morning Courier")) == [("CA", "USD 29,000,000")]
    assert summary(told(canadian, others, publisher="Global News")) == [("CA", "CAD 29,000,000")]


def test_dollars_of_a_paper_of_the_donor_are_its_own() -> None:
    found = told("Canada is providing $29 million in military aid to Ukraine.", publisher="Global News")
    assert summary(found) == [("CA", "CAD 29,000,000")]


def test_who_leads_hosts_or_builds_gives_nothing() -> None:
    found = told(
        "The UK announced \u00a37.5 million of military aid for Ukraine through the drone coalition led by Latvia and Italy.",
        "The drones will be supplied from the United States.",
    )
    assert summary(found) == [("GB", "GBP 7,500,000")]


def test_a_place_in_the_dateline_gives_nothing() -> None:
    found = told("BRUSSELS, Belgium \u2013 The EU Council adopted military aid worth \u20ac500 million for Ukraine.")
    assert summary(found) == [("EU", "EUR 500,000,000")]


def test_shares_of_several_are_packages_and_their_sum_is_none() -> None:
    found = told(
        "Norway, Denmark and Sweden will jointly finance a $500 million package of weapons for Ukraine.",
        "Norway gives 2 billion Norwegian kroner, or about $200 million, of the aid and Sweden gives $60 million.",
    )
    assert summary(found) == [("NO", "NOK 2,000,000,000"), ("SE", "USD 60,000,000")]


def test_parts_of_a_whole_through_one_channel_are_none() -> None:
    found = told(
        "The EU Council adopted a tranche of EUR 500 million for Ukraine under the European Peace Facility.",
        "The measures consist of EUR 490 million for weapons and EUR 10 million for fuel.",
    )
    assert summary(found) == [("EU", "EUR 500,000,000")]


def test_of_a_request_the_share_of_ukraine_is_drafted() -> None:
    found = told(
        "The White House requests $40 billion for Ukraine, border security and disasters",
        "The supplemental funding request includes $24 billion in aid to Ukraine, and $4 billion for border security.",
    )
    assert [(str(package.amount and package.amount.value), package.stage.value) for package in found.packages] == [
        ("USD 24,000,000,000", Stage.REQUEST)
    ]


def test_a_survey_of_what_others_announced_announces_nothing() -> None:
    found = told("Ukraine Support Tracker: new pledges", "Norway announced military aid of EUR 7 billion for Ukraine.")
    assert not found.packages
    assert [one.reason for one in found.set_aside] == ["the text surveys what others announced"]


DELIVERED: Final = (
    "A new shipment of military aid from Lithuania arrived in Ukraine.",
    "Lithuania handed over a new batch of military aid to Ukraine.",
    "Lithuania hands over munitions to Ukraine\n\nLithuania announced a new batch of military aid.",
)
PROMISED: Final = (
    "Lithuania announced a new package of military aid, which will be delivered to Ukraine.",
    "The minister of Lithuania has arrived in Kyiv and announced a new package of military aid for Ukraine.",
)


@pytest.mark.parametrize(
    ("text", "stage"),
    [*((text, Stage.DELIVERY) for text in DELIVERED), *((text, Stage.COMMITMENT) for text in PROMISED)],
)
def test_what_was_handed_over_is_a_delivery(text: str, stage: Stage) -> None:
    found = told(text)
    assert [(package.donor.value, package.stage.value) for package in found.packages] == [("LT", stage)]


def test_a_package_of_unknown_value_is_found_beside_one_whose_value_is_told() -> None:
    found = told(
        "Canada also announced a new batch of military aid, among it a donation for the industry that builds drones, "
        "while the U.S. would allocate $6 billion for military aid to Kyiv."
    )
    assert summary(found) == [("CA", None), ("US", "USD 6,000,000,000")]


def test_what_goes_to_another_country_first_is_no_package() -> None:
    assert summary(told("The US will send 31 tanks to Germany to train Ukrainian troops.")) == []


def test_navigation_around_the_text_is_not_its_title() -> None:
    found = told("Skip to content", "All Sections", "Latvia delivers a new batch of military aid to Ukraine", WHOLE)
    assert found.title == "Latvia delivers a new batch of military aid to Ukraine"


SAID_OF_IT: Final = {
    "Canada will also give Ukraine more than 1,800 rounds of training ammunition.": [
        "8 tanks: tanks", "at least 1,800 rounds: training ammunition",
    ],
    "About 30,000 helmets will also be offered.": ["8 tanks: tanks", "about 30,000 units: helmets"],
    "The money will be spent on reconnaissance drones.": ["8 tanks: tanks", "reconnaissance drones"],
    "Also in the package are:\n- 75 armoured vehicles\n-- Helmets": ["8 tanks: tanks", "75 vehicles: armoured vehicles", "Helmets"],
    "Canada has previously sent howitzers. Friday's package includes radars.": ["8 tanks: tanks", "radars"],
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "listed"), SAID_OF_IT.items())
def test_sentences_that_go_on_about_a_package_tell_more_of_its_things(sentence: str, listed: list[str]) -> None:
    first = "Canada announced a package worth C$64 million in military aid for Ukraine, including eight tanks."
    assert items(told(first, sentence)) == [listed]


LISTED: Final = {
    "including 18 coastal and riverine patrol boats, ammunition and spare parts": [
        "18 units: coastal and riverine patrol boats", "ammunition", "spare parts",
    ],
    "including surveillance, long-range strike and sea drones": ["surveillance, long-range strike and sea drones"],
    'including "radars and tanks," the minister said, before he left for talks on drones': ["radars", "tanks"],
    "including spare parts and other equipment": ["spare parts and other equipment"],
    'including "a large number" of mortars': ["mortars"],
    "including mortars, wonderguns, and tanks": ["mortars", "tanks"],
    "including various types of shells at a cost of millions": ["shells"],
    "including critical military equipment, and weapons": [],
    "including the Ground Master 200 radar capable of seeing far": ["Ground Master 200 radar"],
    "including mortars, tanks and ammunition, said the minister": ["mortars", "tanks", "ammunition"],
}  # fmt: skip


@pytest.mark.parametrize(("words", "listed"), LISTED.items())
def test_lists_in_prose_part_where_things_do(words: str, listed: list[str]) -> None:
    assert items(told(f"Canada announced C$64 million in military aid for Ukraine, {words}.")) == [listed]


NOT_LISTED: Final = (
    "Canada has already supplied Ukraine with helicopters.",
    "Military assistance provided by Canada includes mortars.",
    "The package does not include missiles.",
    "The shells are for the initiative to send a million shells to Ukraine.",
    "Germany will not send its missiles.",
)


@pytest.mark.parametrize("sentence", NOT_LISTED)
def test_what_is_not_in_the_package_is_not_listed(sentence: str) -> None:
    first = "Canada announced a package worth C$64 million in military aid for Ukraine, including eight tanks."
    assert items(told(first, sentence)) == [["8 tanks: tanks"]]


def test_among_the_things_of_a_package_are_its_things() -> None:
    found = told(
        "Germany pledged a package of military aid for Ukraine worth 1.3 billion euros.",
        "Among the items of the package are four howitzers, and more than 24 radars.",
    )
    assert items(found) == [["4 howitzers: howitzers", "at least 24 radars: radars"]]


def test_what_a_legislature_makes_available_is_not_itemised() -> None:
    found = told("Congress passed a bill that provides $61 billion for Ukraine, including shells and tanks.")
    assert [package.stage.value for package in found.packages] == [Stage.APPROPRIATION]
    assert items(found) == [[]]


def test_a_day_far_from_the_publication_is_not_that_of_the_announcement() -> None:
    found = told(
        "As part of the surge that was announced on 26 May, Denmark announced more military aid for Ukraine.",
        "The package is worth DKK 70 million.",
    )
    assert [str(package.announced_on and package.announced_on.value) for package in found.packages] == ["2023-08-18"]


def test_a_sale_is_no_aid_and_what_is_to_be_announced_is_none_yet() -> None:
    sale = "The State Department approved the possible sale of spare parts to Ukraine for $310 million."
    assert not told(sale, "The aid of $310 million was approved.").packages
    soon = "The U.S. will send Ukraine a package of military aid worth $325 million, two officials said."
    assert not told(soon, "The package is expected to be officially announced on Tuesday.").packages


def test_lines_broken_within_a_sentence_are_put_together() -> None:
    found = told(
        "Sweden Announces Aid\nThe Swedish minister of defence presented the latest package of aid for Ukraine,\n"
        "worth 4.5 billion Swedish kronor, on Monday.\n"
    )
    assert summary(found) == [("SE", "SEK 4,500,000,000")]


def test_what_is_yet_to_be_announced_is_none_wherever_the_sum_is_named_again() -> None:
    found = told(
        "US to announce new $400 million military aid package for Ukraine",
        "The United States is preparing a $400 million military aid package for Ukraine.",
        "The US gives the aid, worth $400 million, from its stocks.",
    )
    assert not found.packages
    assert not told("The United States will announce on Friday a new package of military aid for Ukraine.").packages


def test_what_came_before_the_news_by_a_week_is_none() -> None:
    found = told(
        "The U.S. will send another $450 million in military aid to Ukraine.",
        "It comes a week after the U.S. announced an additional $1 billion in military aid.",
    )
    assert summary(found) == [("US", "USD 450,000,000")]


def test_a_scheme_that_a_country_leads_is_not_given_by_it() -> None:
    found = told(
        "Belgium will give Ukraine 216 million euros of aid under the Czech initiative and 20 million euros of aid "
        "through a Danish model."
    )
    assert {donor for donor, _ in summary(found)} == {"BE"}


def test_what_several_give_that_are_not_named_is_nobodys_however_often_it_is_told() -> None:
    found = told(
        "Ukraine's allies have announced \u20ac21 billion in new military aid.",
        "Germany pledged \u20ac11 billion of military aid, a record.",
        "The \u20ac21 billion of aid includes the commitment of the UK.",
    )
    assert summary(found) == [("DE", "EUR 11,000,000,000")]
    assert not told("Ukraine will receive new packages of military aid from its partners.", "Poland agrees.").packages


def test_contributions_that_are_listed_are_each_a_package() -> None:
    found = told(
        "Germany also pledged 200,000 rounds for its guns, while Canada offered Ukraine C$20 million of aid.",
        "Other contributions included \u20ac200 million of aid from the Netherlands and \u20ac125 million for jets.",
        "Other major contributions include:\n- Sweden: A new aid package focused on artillery",
    )
    assert summary(found) == [
        ("DE", None), ("CA", "CAD 20,000,000"), ("NL", "EUR 200,000,000"), ("NL", "EUR 125,000,000"), ("SE", None),
    ]  # fmt: skip


def test_what_remains_of_a_package_through_a_channel_of_its_own_is_a_package() -> None:
    found = told(
        "The Pentagon unveiled an $820 million package of military aid for Ukraine.",
        "It said $770 million of the aid is provided under the Ukraine Security Assistance Initiative.",
        "The remaining $50 million of aid will come from presidential drawdown authority.",
    )
    assert summary(found) == [("US", "USD 770,000,000"), ("US", "USD 50,000,000")]


YEARS: Final = {
    "Norway will give Ukraine military aid of NOK 75 billion over a period of five years.": Stage.PLEDGE,
    "Norway opens a five-year military aid programme worth NOK 75 billion for Ukraine.": Stage.PLEDGE,
    "Norway will give Ukraine NOK 75 billion in military aid and will continue to give aid each year.": (
        Stage.COMMITMENT
    ),
}


@pytest.mark.parametrize(("sentence", "stage"), YEARS.items())
def test_what_reaches_years_ahead_is_a_pledge(sentence: str, stage: Stage) -> None:
    assert [package.stage.value for package in told(sentence).packages] == [stage]


def test_numbers_in_words_with_a_half_are_read() -> None:
    assert summary(told("The UK makes a new commitment of two and a half billion pounds of aid to Ukraine.")) == [
        ("GB", "GBP 2,500,000,000")
    ]


NOTHING: Final = (
    ("World Bank approves a grant for Ukraine", "It gives Ukraine military aid of $1 billion.", "Japan agrees."),
    (
        "Congress debates aid",
        "So far $54 billion was spent. As a result, the White House asked Congress for $37 billion.",
    ),
    ("The UK-led fund for Ukraine has reached more than \u00a31 billion of military aid.",),
    ("Nine countries, including the UK, announced more than \u00a31 billion of military aid for Ukraine.",),
    ("Congress is poised this week to approve an estimated $12 billion in military aid to Ukraine.",),
    (
        "Lawmakers of the US gave Ukraine $112 billion of aid last year. Some want to end it. The aid includes $67 billion.",
    ),
)


@pytest.mark.parametrize("sentences", NOTHING)
def test_what_no_country_gives_now_is_no_package(sentences: tuple[str, ...]) -> None:
    assert summary(told(*sentences)) == []


def test_a_request_in_the_same_breath_leaves_what_is_given_given() -> None:
    found = told(
        "President Biden announced Thursday he will send $800 million more in military aid to Ukraine, adding that he "
        "will need to ask Congress for more."
    )
    assert [(str(one.amount and one.amount.value), one.stage.value) for one in found.packages] == [
        ("USD 800,000,000", Stage.COMMITMENT)
    ]


def test_crowns_of_iceland_are_its_own() -> None:
    assert summary(told("Iceland pledges 75 million Icelandic kroner of military aid to Ukraine.")) == [
        ("IS", "ISK 75,000,000")
    ]


def test_what_is_refused_or_held_back_is_not_given() -> None:
    found = told(
        "The minister of Germany denied that he blocks a package of military aid for Ukraine worth 3 billion euros."
    )
    assert not found.packages
    assert found.set_aside[0].reason == "refused or held back, not given"
    assert not told("Italy has suspended a new package of military aid for Ukraine.").packages


def test_what_is_for_partners_too_is_not_for_ukraine_though_it_helps_it() -> None:
    found = told(
        "The US announces $225 million in Foreign Military Financing for Ukraine.",
        "It also gives $682 million in Foreign Military Financing for European partners and allies to backfill donations "
        "of military equipment to Ukraine.",
    )
    assert summary(found) == [("US", "USD 225,000,000")]


def test_a_whole_whose_channels_are_told_one_by_one_is_their_sum() -> None:
    found = told(
        "US announces another $3 billion of military aid for Ukraine",
        "The United States announced a military aid package of more than $3.7 billion for Ukraine.",
        "It includes a $2.8 billion drawdown and $225 million in Foreign Military Financing for Ukraine.",
    )
    assert summary(found) == [("US", "USD 2,800,000,000"), ("US", "USD 225,000,000")]


def test_a_paragraph_that_begins_as_background_is_background() -> None:
    text = "Background: On 5 August Romania announced a new package of military aid for Ukraine. It is a large one."
    assert summary(told(WHOLE, text)) == [("DK", "DKK 900,000,000")]


def test_sentences_that_end_without_a_full_stop_are_no_heading() -> None:
    found = told(
        "Title\nLithuania has handed over a batch of aid to Ukraine. The package includes radars. It is a large one\nThis was said."
    )
    assert items(found) == [["radars"]]


NORDIC: Final = {"Denmark": "DKK", "Norway": "NOK", "Sweden": "SEK"}


@pytest.mark.parametrize(("country", "code"), NORDIC.items())
@pytest.mark.parametrize("name", ["kroner", "kronor", "crowns", "krona"])
def test_the_money_of_a_nordic_donor_is_its_own_by_whatever_name(country: str, code: str, name: str) -> None:
    found = told(f"{country} will give Ukraine 13 billion {name} of military aid.")
    assert [str(one.amount and one.amount.value) for one in found.packages] == [f"{code} 13,000,000,000"]


VALUED: Final = (
    "The shells are paid for through a new Swedish donation worth 2.3 billion kronor.",
    "The cost of the aid package is 2.3 billion kronor, which is roughly EUR 200 million.",
    "Altogether it is a package worth 2.3 billion kronor.",
)


@pytest.mark.parametrize("sentence", VALUED)
def test_what_a_package_is_said_to_be_worth_is_its_value(sentence: str) -> None:
    found = told("Sweden announced a package of shells for Ukraine.", sentence)
    assert summary(found) == [("SE", "SEK 2,300,000,000")]


NOT_WORTH: Final = (
    "The package is paid for by a fund established for Ukraine at more than 69 billion kronor.",
    "The missiles cost more than \u00a32 million each.",
    "Missiles developed in the UK and France deliver 450 kg warheads to targets.",
)


@pytest.mark.parametrize("sentence", NOT_WORTH)
def test_what_pays_for_a_package_or_makes_its_things_is_no_package(sentence: str) -> None:
    found = told("Sweden announced a new package of military aid for Ukraine, long sought by it.", sentence)
    assert summary(found) == [("SE", None)]


def test_the_headline_may_be_the_rounded_sum_of_two_packages() -> None:
    found = told(
        "The United States announces $1.2 billion of military aid to Ukraine",
        "The White House authorised $800 million in military aid to Ukraine from stocks under a presidential drawdown.",
        "The Pentagon is also announcing $450 million under the Ukraine Security Assistance Initiative.",
    )
    assert summary(found) == [("US", "USD 800,000,000"), ("US", "USD 450,000,000")]


def test_a_summit_between_countries_gives_nothing() -> None:
    found = told(
        "Canada announced 120 armoured vehicles for Ukraine worth CAN$50 million ($37 million).",
        "The prime minister said in August at a Canada-Japan-Mexico summit that his country would send Ukraine a radar.",
    )
    assert summary(found) == [("CA", "CAD 50,000,000")]


def test_what_an_agreement_with_a_donor_brings_is_given_by_it() -> None:
    found = told(
        "Spain announced military aid to Ukraine worth 400 million euros.",
        "In Brussels on Friday, Zelensky signed a security agreement with Belgium worth 900 million euros.",
    )
    assert summary(found) == [("ES", "EUR 400,000,000"), ("BE", "EUR 900,000,000")]


def test_what_two_give_together_gives_way_to_what_each_of_them_gives() -> None:
    found = told(
        "Spain and Finland will send tanks to Ukraine, their governments said on Monday.",
        "The Spanish prime minister announced he would send 10 Leopard 2 tanks to Ukraine.",
        "Earlier in the day, Finland also announced it would give three Leopard 2 tanks to Ukraine.",
    )
    assert summary(found) == [("ES", None), ("FI", None)]


def test_a_sum_for_a_period_of_years_is_a_pledge() -> None:
    found = told("Norway announced that it will give Ukraine military aid of 9 billion euros for the period 2025-2030.")
    assert [package.stage.value for package in found.packages] == [Stage.PLEDGE]


def test_what_was_said_at_a_recent_summit_was_announced_before() -> None:
    found = told(
        "Canada announced on Monday a military aid package for Ukraine worth 50 million Canadian dollars.",
        "The prime minister promised at a recent summit to supply Ukraine with air defences for 400 million euros.",
    )
    assert summary(found) == [("CA", "CAD 50,000,000")]


def test_what_a_package_is_part_of_is_none() -> None:
    found = told(
        "The Netherlands announced military aid to Ukraine worth 300 million euros.",
        "This aid is part of the Dutch government's broader commitment of 2 billion euros in support for Ukraine.",
    )
    assert summary(found) == [("NL", "EUR 300,000,000")]


def test_what_was_given_before_the_news_is_a_total_though_the_page_says_it_first() -> None:
    found = told(
        "Dutch minister announces drones for Ukraine",
        "The Netherlands has pledged 2 billion euros in military aid to Ukraine",
        "The Netherlands is providing Ukraine with drones for 300 million euros, the minister announced in Kyiv.",
        "The minister had travelled to Kyiv by train.",
        "The visit took two days.",
        "The Netherlands has pledged 2 billion euros in military aid to Ukraine.",
    )
    assert summary(found) == [("NL", "EUR 300,000,000")]


def test_what_was_provided_by_a_country_goes_to_nobody_else() -> None:
    found = told(
        "The Pentagon announced a security assistance package for Ukraine.",
        "The package, valued at up to $250 million, includes munitions for U.S.-provided air defence systems.",
    )
    assert summary(found) == [("US", "up to USD 250,000,000")]


OF_THE_PACKAGE: Final = {
    "The package includes two dozen Leopard 1 tanks and dozens more Bradley vehicles.": [
        "24 tanks: Leopard 1 tanks",
        "Bradley vehicles",
    ],
    "It includes multiple launch rocket systems, surface to air missiles, ammunition, and other items.": [
        "multiple launch rocket systems",
        "surface to air missiles",
        "ammunition",
    ],
    "The package includes 80 logistics and support vehicles, 12 radars, and engineering and mine-clearing vehicles.": [
        "80 units: logistics and support vehicles",
        "12 radars: radars",
        "engineering and mine-clearing vehicles",
    ],
    "Sweden will hand over three Archer howitzers to Ukraine and training related to their use.": [
        "3 howitzers: Archer howitzers",
        "training",
    ],
    "Sweden has also committed to providing Ukraine one field hospital and 9,000 helmets.": [
        "1 units: field hospital",
        "9,000 units: helmets",
    ],
    "The ministry said the package also includes ammunition, now and in the coming winter.": ["ammunition"],
    "The package provides arms and equipment from the stocks of the armed forces.": [],
    "Sweden plans to send Ukraine 85 tanks.": [],
    "The package includes additional air defence, and mortars.": ["mortars"],
}


@pytest.mark.parametrize("sentence", OF_THE_PACKAGE)
def test_what_a_sentence_lists_of_the_package(sentence: str) -> None:
    found = told("Sweden announced a new military aid package for Ukraine worth SEK 900 million.", sentence)
    assert items(found) == [OF_THE_PACKAGE[sentence]]


def test_the_list_begins_at_the_words_nearest_to_it() -> None:
    found = told("Sweden has handed over a new military aid package to Ukraine, which includes 40 rifles, and mortars.")
    assert items(found) == [["40 rifles: rifles", "mortars"]]


def test_bullets_beneath_what_has_also_been_given_are_of_the_package() -> None:
    found = told(
        "Sweden has handed over a new military aid package to Ukraine, including 40 mortars.\n\n"
        "Sweden has also provided:\n- 20 scout drones;\n- 12 radars."
    )
    assert items(found) == [["40 units: mortars", "20 drones: scout drones", "12 radars: radars"]]


def test_what_the_contents_of_a_package_amount_to_is_its_value() -> None:
    found = told(
        "Sweden will send a record package of military aid to Ukraine.",
        "The contents of the planned military support package amount to a total of about SEK 3 billion.",
    )
    assert summary(found) == [("SE", "about SEK 3,000,000,000")]


def test_what_each_package_is_worth_is_a_rate_and_a_goal_is_not_given() -> None:
    found = told(
        "Canada announced military aid to Ukraine worth 40 million euros.",
        "The initiative will consist of regular packages, each worth roughly 500 million euros.",
        "The goal is to deliver weapons worth 9 billion euros to Ukraine.",
        "It had already pledged more than 60 million euros in military aid, on top of another 30 million euros in aid.",
    )
    assert summary(found) == [("CA", "EUR 40,000,000")]


def test_a_heading_that_asks_what_something_is_opens_the_background() -> None:
    found = told(
        "Canada announced military aid to Ukraine worth 40 million euros.",
        "What is the list of requirements?",
        "The first package of aid to Ukraine was financed by Germany for 500 million euros.",
    )
    assert summary(found) == [("CA", "EUR 40,000,000")]


def test_thanks_for_what_is_new_tell_the_news() -> None:
    found = told(
        "Ukraine's president thanked the United States for the latest $90 million aid package, announced on Wednesday.",
        "The minister thanked Sweden for a package of military aid of 70 million euros.",
    )
    assert summary(found) == [("US", "USD 90,000,000")]


def test_so_large_a_sum_of_the_united_states_takes_a_law() -> None:
    found = told("The United States has allocated a $50 billion military aid package to Ukraine.")
    assert [package.stage.value for package in found.packages] == [Stage.APPROPRIATION]


def test_decisions_made_thus_far_are_cumulative_and_earlier_packages_are_no_news() -> None:
    found = told(
        "Denmark announced a new military aid package for Ukraine worth DKK 900 million.",
        "The two most recent packages have reserved DKK 2 billion for donations via the industry of Ukraine.",
        "Decisions are made for DKK 40 billion of aid thus far.",
    )
    assert summary(found) == [("DK", "DKK 900,000,000")]


def test_what_answers_a_request_is_given() -> None:
    found = told(
        "Sweden announced a new package of military aid to Ukraine.",
        "In response to a request from Kyiv, Sweden is providing additional defensive equipment including helmets.",
    )
    assert items(found) == [["helmets"]]


def test_a_sentence_that_is_broken_after_a_semicolon_goes_on() -> None:
    first = "Germany will provide Ukraine with military aid worth \u20ac22 million. Partners said No. 8 would follow;"
    second = "others did not. Denmark pledged a military aid package worth DKK 4.4 billion on Wednesday."
    broken, whole = told(f"{first}\n{second}"), told(f"{first} {second}")
    assert summary(broken) == summary(whole) == [("DE", "EUR 22,000,000"), ("DK", "DKK 4,400,000,000")]
    days = [
        [package.announced_on and package.announced_on.value for package in one.packages] for one in (broken, whole)
    ]
    assert days[0] == days[1]


US_NEWS: Final = "The United States announced a new military aid package for Ukraine worth $400 million."
NOT_ANNOUNCED: Final = {
    "It is the first package of a budget that allows President Biden to draw down up to $5 billion in weapons.": (
        "what a law allows, not a package"
    ),
    "From the start of the war the United States pledged $9 billion in military aid.": "a cumulative total",
    "The more than $60 billion provided in military aid includes at least $20 billion worth of weapons.": (
        "a cumulative total"
    ),
    "Besides the $3 billion already pledged, the aid goes on.": "announced before",
    "It is the second since President Biden signed a bill of $60 billion in aid.": "a cumulative total",
    "The support is part of $41 billion in aid recently approved by Congress. The Act provides military aid, "
    "including $7 billion in drawdown authority and another $9 billion in security assistance.": "announced before",
}


@pytest.mark.parametrize("sentence", NOT_ANNOUNCED)
def test_what_was_known_before_the_news_is_no_package(sentence: str) -> None:
    found = told(US_NEWS, sentence)
    assert summary(found) == [("US", "USD 400,000,000")]
    assert [one for one in found.set_aside if not one.reason.startswith(NOT_ANNOUNCED[sentence])] == []


def test_the_rest_of_a_package_that_takes_months_is_no_total() -> None:
    found = told(
        US_NEWS,
        "The package includes $100 million through Presidential Drawdown Authority.",
        "The other $300 million will buy weapons that could take months to deliver, through the Ukraine Security "
        "Assistance Initiative (USAI).",
    )
    assert summary(found) == [("US", "USD 100,000,000"), ("US", "USD 300,000,000")]


def test_a_specified_amount_of_aid_is_its_value() -> None:
    found = told(
        "The US Department of Defense announced a new aid package for Ukraine.",
        "The Pentagon also specified the amount of aid: $125 million.",
    )
    assert summary(found) == [("US", "USD 125,000,000")]


def test_where_things_were_bought_gives_nothing() -> None:
    found = told(
        "The Canadian minister announced a donation of 2,000 shells to Ukraine.",
        "The ammunition was sourced from the United States at a cost of up to $98 million.",
        publisher="Government of Canada",
    )
    assert summary(found) == [("CA", "up to CAD 98,000,000")]
    assert items(found) == [["2,000 shells: shells"]]


def test_a_package_that_was_told_as_earlier_stays_so_when_it_is_named_again() -> None:
    found = told(
        US_NEWS,
        "Two days later, after a pause, the minister announced a historic $6 billion package of weapons.",
        "The $6 billion package is the largest that the United States has announced for Ukraine.",
    )
    assert summary(found) == [("US", "USD 400,000,000")]


def test_reluctance_gives_nothing() -> None:
    assert summary(told("The premier of Norway explained his reluctance to send long-range missiles to Ukraine.")) == []
