"""What of a sentence is a thing of a package, and in which words things are handed over. Every text is generated."""

from datetime import date
from typing import Final

import pytest

from aidledger.domain.vocabulary import Stage
from aidledger.intake import draft

PUBLISHED: Final = date(2023, 8, 18)
"""A Friday."""
NEWS: Final = "Norway announced a new military aid package for Ukraine worth NOK 900 million."


def items(*sentences: str) -> list[list[str]]:
    """The items of each package that generated sentences announce, as lines of text."""
    found = draft("\n\n".join(sentences), published=PUBLISHED, publisher=None)
    return [[str(drafted.item) for drafted in package.items] for package in found.packages]


HANDED_OVER: Final = {
    "From the support Ukraine will be receiving field radios, mortars, and rifles.": [
        "field radios",
        "mortars",
        "rifles",
    ],
    "Further support will come in the form of radars, mortars and spare parts.": ["radars", "mortars", "spare parts"],
    "The ministry further reported on the delivery of 400 mortar shells, six trailers and two radars in the package.": [
        "400 shells: mortar shells",
        "6 units: trailers",
        "2 radars: radars",
    ],
    "These funds will allow additional purchases of mortars, tanks and spare parts.": [
        "mortars",
        "tanks",
        "spare parts",
    ],
    "The money will go towards providing mortars and drones.": ["mortars", "drones"],
    "The package is made up mainly of mortars and radars.": ["mortars", "radars"],
    "The package contained 500 mortars.": ["500 units: mortars"],
    '"These are mortars, field radars, and tanks," the ministry said of the aid.': ["mortars", "field radars", "tanks"],
    "The package includes weapons Ukraine has long asked for, including mortars and radars, among other equipment.": [
        "mortars",
        "radars",
    ],
    "This package features a range of capabilities in response to requests of Kyiv, including mortars, in addition to "
    "tank shells.": ["mortars", "tank shells"],
    "The package includes nine transport vehicles of various types.": ["9 vehicles: transport vehicles"],
    "The package includes mortars, Javelin and AT-4 anti-tank systems, and equipment to protect power stations.": [
        "mortars",
        "Javelin and AT-4 anti-tank systems",
        "equipment to protect power stations",
    ],
    "The package includes ammunition for tanks, howitzers, and mortars, sniper rifles, and radars.": [
        "ammunition for tanks, howitzers, and mortars",
        "sniper rifles",
        "radars",
    ],
    "It includes radars and spare parts needed to service, repair, and overhaul tanks and howitzers.": [
        "radars",
        "spare parts",
    ],
    "The drawdown authority allows the president to send ammunition, vehicles, and fuel.": [],
    "On July 3 Norway announced aid for Ukraine. The assistance includes mortars and radars.": [],
    "The package will consist of, among other items, mortars and radars.": ["mortars", "radars"],
    "The package is composed of mortars and radars.": ["mortars", "radars"],
    "The package also has mortars and radars.": ["mortars", "radars"],
    "The package has strengthened the hand of Kyiv and its tanks.": [],
    "The package comes with mortars and radars.": ["mortars", "radars"],
    "Also on the list are mortars and radars.": ["mortars", "radars"],
    "Other items in the package are mortars and radars.": ["mortars", "radars"],
    "Mortars, radars and rifles are included in the package.": ["Mortars", "radars", "rifles"],
    "Ukraine will be supplied with mortars, radars and rifles.": ["mortars", "radars", "rifles"],
    "The money is earmarked for mortars and radars.": ["mortars", "radars"],
    "The funds will pay for mortars and radars.": ["mortars", "radars"],
    '"This package contains mortars and radars that Ukraine needs now," the minister said.': ["mortars", "radars"],
    "The package includes mortars (14), a pair of radars, 10k helmets, and a hundred rifles.": [
        "14 units: mortars",
        "2 radars: radars",
        "10,000 units: helmets",
        "100 rifles: rifles",
    ],
    "The package includes additional 2,000 shells and an undisclosed number of rifles.": [
        "2,000 shells: shells",
        "rifles",
    ],
    "These include 14 tanks, four of which were donated by others.": ["14 tanks: tanks"],
    "The minister spoke in Oslo. The ministry is on track to deliver 400 mortars in all with its support.": [],
    "The package consists mainly of munitions, including mortar shells and field rockets.": [
        "mortar shells",
        "field rockets",
    ],
    "The package includes armoured vehicles, including Boxer carriers.": ["armoured vehicles"],
    "It includes more ammunition for howitzers, which Kyiv uses so well, as well as field radars, and mortars.": [
        "ammunition for howitzers",
        "field radars",
        "mortars",
    ],
    "The package includes spare parts to refurbish up to 100 tanks.": ["spare parts"],
    "The package includes 14 Boxer vehicles and setting out a number of details took an hour.": [
        "14 vehicles: Boxer vehicles"
    ],
    "The package includes ammunition for Boxer and Patria vehicles, 31 tanks, and spare parts, radars and rifles.": [
        "ammunition for Boxer and Patria vehicles",
        "31 tanks: tanks",
        "spare parts",
        "radars",
        "rifles",
    ],
    "The package includes Tube-Launched, Optically-Tracked, Wire-Guided (TOW) missiles, and mortars.": [
        "Tube-Launched, Optically-Tracked, Wire-Guided (TOW) missiles",
        "mortars",
    ],
    '"We\'re providing mortars, radars, and rifles," the minister said.': ["mortars", "radars", "rifles"],
    "The weapons would include mortars and radars.": ["mortars", "radars"],
    "As part of the package, 60 boats and 400 tanks will be sent.": ["60 boats: boats", "400 tanks: tanks"],
    "The package contains 400 vehicles, including 162 armoured ones.": ["400 vehicles: vehicles"],
    "Norway also gives 50 armoured personnel carriers, and mortars.": [
        "50 units: armoured personnel carriers",
        "mortars",
    ],
    "Unlike previous packages, it includes mortars, alongside radars.": ["mortars", "radars"],
    "The package includes four radars, with which Kyiv sees more, 24 rifles, and up to four special purpose tanks.": [
        "4 radars: radars",
        "24 rifles: rifles",
        "up to 4 tanks: special purpose tanks",
    ],
    "The package includes 17 howitzers in 2025.": ["17 howitzers: howitzers"],
    "The package includes air defence: field radars, and missiles.": ["field radars", "missiles"],
    "The package includes mortars. Helmets and night vision goggles are already underway.": ["mortars"],
}


@pytest.mark.parametrize("sentence", HANDED_OVER)
def test_the_words_in_which_things_are_handed_over(sentence: str) -> None:
    assert items(NEWS, sentence) == [HANDED_OVER[sentence]]


def test_what_the_opening_hands_over_needs_no_count() -> None:
    found = items("Norway is set to transfer field mortars to Ukraine, the premier said.", f"He spoke today. {NEWS}")
    assert found == [["field mortars"]]


def test_an_appropriation_lists_things_unless_it_is_a_law_of_the_united_states() -> None:
    found = items(
        "The Storting approved NOK 900 million in military aid for Ukraine.", "The aid includes mortars and radars."
    )
    assert found == [["mortars", "radars"]]


AGAIN: Final = {
    ("The package includes missiles and vehicles.", "It includes Milan missiles, Mica missiles and Boxer vehicles."): [
        "Milan missiles",
        "Boxer vehicles",
        "Mica missiles",
    ],
    ("The package includes two dozen Leopard tanks.", "Norway will give Ukraine 22 Leopard tanks in the package."): [
        "22 tanks: Leopard tanks"
    ],
    ("The package includes 22 Leopard tanks.", "It includes more than 20 Leopard tanks."): ["22 tanks: Leopard tanks"],
    ("The package includes 22 Leopard tanks.", "It also includes 10 Leopard tanks."): [
        "22 tanks: Leopard tanks",
        "10 tanks: Leopard tanks",
    ],
}


@pytest.mark.parametrize("sentences", AGAIN)
def test_what_is_told_again_more_exactly_speaks(sentences: tuple[str, str]) -> None:
    assert items(NEWS, *sentences) == [AGAIN[sentences]]


def test_bullets_in_one_line_are_read_one_by_one() -> None:
    found = items(
        f"{NEWS} The package includes: - Eight howitzers\n- Dozens more mortars. - Another 4,000 shells\n"
        "- A field radar - Two tanks.\n\nThe premier - Jonas - spoke."
    )
    assert found == [
        ["8 howitzers: howitzers", "mortars", "4,000 shells: shells", "1 radars: field radar", "2 tanks: tanks"]
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Norway has transferred 4,000 mortar shells to Ukraine.",
        "Norway provided Ukraine with 4,000 mortar shells in its latest military delivery.",
    ],
)
def test_what_was_transferred_is_delivered(sentence: str) -> None:
    found = draft(sentence, published=PUBLISHED, publisher=None)
    assert [package.stage.value for package in found.packages] == [Stage.DELIVERY]
