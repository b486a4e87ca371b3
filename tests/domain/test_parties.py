"""Donors, recipients and instruments."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import lines
from support import attempt

from aidledger.domain.instruments import instrument
from aidledger.domain.parties import joint, names, parties, party_names
from aidledger.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("US", "US"),
        (" us ", "US"),
        ("no + dk", "DK+NO"),
        ("SE,NO,DK", "DK+NO+SE"),
        ("dk+DK", "DK"),
        ("EU", "EU"),
        ("un", "UN"),
        ("XK", "XK"),
        ("NO", "NO"),
    ],
)
def test_parties_are_codes_in_upper_case_and_sorted(text: str, codes: str) -> None:
    assert parties(text) == codes


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("UK", "the United Kingdom is GB"),
        ("USA", "the United States is US"),
        ("Norway", "Norway is NO"),
        ("germany", "Germany is DE"),
        ("DK+Norway", "Norway is NO"),
        ("ZZ", "ISO 3166"),
        ("QO", "ISO 3166"),
        ("", "ISO 3166"),
        ("US+", "ISO 3166"),
        ("U\x00S", "ISO 3166"),
    ],
)
def test_what_is_no_code_is_refused_and_the_hint_knows_the_country(text: str, hint: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parties(text)
    assert hint in (caught.value.hint or "")


@given(st.lists(st.sampled_from(["US", "DK", "NO", "EU", "UN", "XK", "GB"]), min_size=1))
def test_the_order_in_which_joint_parties_are_named_does_not_matter(codes: list[str]) -> None:
    kept = parties("+".join(codes))
    assert kept == parties("+".join(reversed(codes))) == parties(kept.lower())
    assert kept.split("+") == sorted(set(codes))
    assert joint(kept) == (len(set(codes)) > 1)


def test_parties_are_named_in_words() -> None:
    assert party_names("US") == "United States"
    assert party_names("DK+NO") == "Denmark and Norway"
    assert party_names("DK+NO+SE") == "Denmark, Norway and Sweden"


def test_the_parties_of_this_field_have_names() -> None:
    assert names()["EU"] == "European Union"
    assert names()["UN"] == "United Nations"
    assert names()["XK"] == "Kosovo"
    assert len(names()) > 240


@given(st.text() | st.text(alphabet="USDKNOEuk+, "))
@example("\ud800")
def test_any_text_is_parties_or_refused(text: str) -> None:
    kept = attempt(parties, text)
    if isinstance(kept, InvalidInput):
        assert kept.hint
    else:
        assert parties(kept) == kept
        assert set(kept.split("+")) <= set(names())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("pda", "PDA"),
        ("Presidential  Drawdown Authority", "PDA"),
        ("ukraine security assistance initiative", "USAI"),
        ("European Peace Facility", "EPF"),
        ("Supplemental", "supplemental"),
        ("Loans", "loan"),
        ("Danish Model", "Danish Model"),
    ],
)
def test_known_channels_have_one_name_and_others_stay_as_written(text: str, name: str) -> None:
    assert instrument(text) == name


@given(lines() | st.text())
def test_any_text_is_a_channel_in_one_form_or_refused(text: str) -> None:
    name = attempt(instrument, text)
    if isinstance(name, InvalidInput):
        assert name.hint
    else:
        assert instrument(name) == name
