"""The words by which announcements of aid are read: one table of the field's cues, and nothing else.

Each cue is a regular expression in lower case, matched between word boundaries and without regard to case; a blank
stands for one blank. Where several cues fit, the one that stands first in its table speaks. To teach the reader another
wording, add it here.
"""

import re
from functools import cache
from typing import Final

from aidledger.domain.vocabulary import AidType, Category, Stage

# --- Who -------------------------------------------------------------------------------------------------------------

DONORS: Final = {
    "US": (
        "US", "U.S.", "U.S", "USA", "United States", "America", "American", "Americans", "Washington", "Pentagon",
        "White House", "State Department", "Department of State", "Department of Defense", "Defense Department",
        "Department of War", "DoD", "U.S. Congress", "Congress", "Senate", "House", "House of Representatives",
        "Biden", "Biden-Harris", "Trump", "Blinken", "Rubio", "Hegseth", "USAID", "Capitol Hill", "US-led",
        "Lloyd Austin", "Secretary Austin", "Secretary of Defense",
    ),
    "GB": (
        "UK", "U.K.", "U.K", "United Kingdom", "Great Britain", "Britain", "British", "Downing Street", "Whitehall",
        "London", "Starmer", "Sunak", "Boris Johnson", "Ben Wallace", "Healey", "Shapps", "Truss",
    ),
    "DE": (
        "Germany", "German", "Germans", "Berlin", "Bundeswehr", "Bundestag", "Federal Government of Germany",
        "Scholz", "Pistorius", "Merz", "Baerbock", "German Federal Government",
    ),
    "FR": ("France", "French", "Paris", "Macron", "Lecornu", "\u00c9lys\u00e9e", "Elysee"),
    "DK": ("Denmark", "Danish", "Danes", "Copenhagen", "Troels Lund Poulsen", "Folketing", "Frederiksen"),
    "NO": ("Norway", "Norwegian", "Norwegians", "Oslo", "Storting", "St\u00f8re", "Gahr St\u00f8re"),
    "SE": ("Sweden", "Swedish", "Swedes", "Stockholm", "Riksdag", "P\u00e5l Jonson", "Pal Jonson", "Kristersson"),
    "FI": ("Finland", "Finnish", "Finns", "Helsinki", "H\u00e4kk\u00e4nen", "Stubb"),
    "IS": ("Iceland", "Icelandic", "Reykjavik"),
    "NL": ("Netherlands", "the Netherlands", "Dutch", "Holland", "The Hague", "Brekelmans", "Ollongren", "Schoof"),
    "BE": ("Belgium", "Belgian", "Belgians"),
    "LU": ("Luxembourg", "Luxembourgish"),
    "IT": ("Italy", "Italian", "Rome", "Meloni"),
    "ES": ("Spain", "Spanish", "Madrid", "S\u00e1nchez", "Sanchez"),
    "PT": ("Portugal", "Portuguese", "Lisbon"),
    "PL": ("Poland", "Polish", "Warsaw", "Tusk", "Duda", "Kosiniak-Kamysz"),
    "CZ": ("Czechia", "Czech Republic", "Czech", "Prague", "Fiala"),
    "SK": ("Slovakia", "Slovak", "Bratislava"),
    "SI": ("Slovenia", "Slovenian", "Ljubljana"),
    "HR": ("Croatia", "Croatian", "Zagreb"),
    "RO": ("Romania", "Romanian", "Bucharest"),
    "BG": ("Bulgaria", "Bulgarian", "Sofia"),
    "GR": ("Greece", "Greek", "Athens"),
    "AT": ("Austria", "Austrian", "Vienna"),
    "CH": ("Switzerland", "Swiss", "Bern"),
    "IE": ("Ireland", "Irish", "Dublin"),
    "EE": ("Estonia", "Estonian", "Estonians", "Tallinn", "Riigikogu", "Pevkur", "Kallas"),
    "LV": ("Latvia", "Latvian", "Latvians", "Riga", "Saeima", "Spr\u016bds", "Spruds"),
    "LT": (
        "Lithuania", "Lithuanian", "Lithuanians", "Vilnius", "Seimas", "Kas\u010di\u016bnas", "\u0160akalien\u0117",
        "Anu\u0161auskas",
    ),
    "CA": (
        "Canada", "Canadian", "Canadians", "Ottawa", "Trudeau", "Carney", "Bill Blair", "Minister Blair",
        "Anita Anand", "Minister Anand", "McGuinty",
    ),
    "AU": ("Australia", "Australian", "Australians", "Canberra", "Albanese", "Marles"),
    "NZ": ("New Zealand", "Wellington"),
    "JP": ("Japan", "Japanese", "Tokyo"),
    "KR": ("South Korea", "South Korean", "Republic of Korea", "Seoul"),
    "TR": ("Turkey", "T\u00fcrkiye", "Turkish", "Ankara"),
    "EU": (
        "EU", "E.U.", "European Union", "European Commission", "European Council", "EU Council",
        "the Council of the EU", "Council of the European Union", "European Peace Facility", "EPF", "von der Leyen",
        "Borrell",
    ),
}  # fmt: skip
"""Demonyms, offices, seats of government and those in office, beside the names of countries that Babel knows."""

RECIPIENT: Final = (
    "Ukraine", "Ukrainian", "Ukrainians", "Kyiv", "Kiev", "Zelensky", "Zelenskyy", "Zelenskiy", "Umerov",
)  # fmt: skip
OTHER_RECIPIENTS: Final = {
    "LB": ("Lebanese", "Lebanese Armed Forces"),
    "IL": ("Israeli", "Israelis"),
    "TW": ("Taiwan", "Taiwanese"),
    "MD": ("Moldovan",),
    "GE": ("Georgian",),
    "RU": ("Russian", "Russians", "Moscow", "Kremlin", "Putin"),
    "BY": ("Belarusian", "Minsk"),
    "CN": ("Chinese", "Beijing"),
    "IR": ("Iranian", "Tehran"),
    "KP": ("North Korean", "Pyongyang"),
    "JO": ("Jordanian",),
    "EG": ("Egyptian",),
    "PS": ("Palestinian", "Palestinians", "Gaza"),
    "SY": ("Syrian",),
    "PH": ("Philippine",),
    "IN": ("Indian",),
    "AF": ("Afghan",),
    "YE": ("Yemeni",),
}  # fmt: skip
"""Those that are named in such texts without giving, beside the names that Babel knows."""

COLLECTIVES: Final = (
    r"nato(?: allies)?", r"g7|g-7|group of seven", r"allies", r"partners", r"countries", r"nations", r"coalition",
    r"member states", r"contact group", r"ramstein", r"imf|international monetary fund", r"world bank", r"ebrd",
    r"eib|european investment bank", r"un|united nations", r"supporters", r"backers", r"donors",
)  # fmt: skip
"""Those that announce together, or are no country: what they give is nobody's in particular."""

INSTITUTIONS: Final = (
    r"imf", r"international monetary fund", r"world bank", r"ebrd", r"eib", r"european investment bank", r"un",
    r"united nations",
)  # fmt: skip
"""Where the title names one of these first, it gives, and no country."""

PUBLISHERS: Final = {
    "US": ("defense.gov", "war.gov", "whitehouse", "state.gov"),
    "GB": ("gov.uk",),
    "DE": ("bundesregierung", "bundesministerium", "bmvg"),
    "DK": ("forsvarsministeriet", "fmn.dk"),
    "NO": ("regjeringen",),
    "SE": ("regeringen", "government.se"),
    "FI": ("puolustusministerio", "valtioneuvosto", "defmin.fi"),
    "NL": ("government.nl", "rijksoverheid"),
    "PL": ("gov.pl",),
    "EE": ("valitsus", "kaitseministeerium"),
    "LV": ("mod.gov.lv",),
    "LT": ("kam.lt",),
    "CA": ("canada.ca", "forces.gc.ca"),
    "AU": ("defence.gov.au",),
    "EU": ("consilium", "ec.europa"),
}  # fmt: skip
"""Publishers that are told by an address, or by their name in their own language."""

MONEY: Final = {
    "US": "USD", "GB": "GBP", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "DK": "DKK", "NO": "NOK", "SE": "SEK", "PL": "PLN",
    "CZ": "CZK", "CH": "CHF", "JP": "JPY", "KR": "KRW", "BG": "BGN", "RO": "RON", "IS": "ISK", "AT": "EUR", "BE": "EUR",
    "DE": "EUR", "EE": "EUR", "ES": "EUR", "FI": "EUR", "FR": "EUR", "GR": "EUR", "HR": "EUR", "IE": "EUR", "IT": "EUR",
    "LT": "EUR", "LU": "EUR", "LV": "EUR", "NL": "EUR", "PT": "EUR", "SI": "EUR", "SK": "EUR", "EU": "EUR",
}  # fmt: skip
"""The money of each donor: of two figures for one sum, the one in it was meant."""
OWN_PRESS: Final = {
    "CA": ("global news", "cbc", "ctv", "globe and mail", "national post", "toronto", "ottawa", "vancouver", "canad"),
    "AU": ("abc news", "sbs", "sydney", "canberra", "melbourne", "9news", "7news", "austral"),
    "NZ": ("rnz", "stuff", "new zealand", "nz "),
}  # fmt: skip
"""Publishers that mean their own dollar by `$` alone, whatever else they tell."""
BARE_DOLLARS: Final = ("$", "dollar", "dollars")
ROUGH_RATES: Final = {
    "USD": 1.0, "EUR": 1.09, "GBP": 1.27, "CHF": 1.13, "CAD": 0.73, "AUD": 0.66, "NZD": 0.6, "DKK": 0.146, "NOK": 0.096,
    "SEK": 0.096, "PLN": 0.25, "CZK": 0.044, "JPY": 0.0069,
}  # fmt: skip
"""US dollars for one, from 2022 on, to within a fifth: close enough to see that two sums in two currencies are one."""
OWN_DOLLARS: Final = {
    "CA": ("C$", "CA$", "CAN$", "CDN$", "$CAN", "$CDN", "CAD", "Canadian dollar"),
    "AU": ("A$", "AU$", "AUD", "Australian dollar"),
    "NZ": ("NZ$", "NZD", "New Zealand dollar"),
}  # fmt: skip
"""How such a donor's dollar is told from that of the United States; a text that never does so means it by `$` alone."""
_CROWNS: Final = {"NO": "NOK", "DK": "DKK", "SE": "SEK", "IS": "ISK"}
SHARED_NAMES: Final = {
    **dict.fromkeys(("kroner", "krone", "kronor", "krona", "kronas", "kr"), _CROWNS),
    "crowns": {**_CROWNS, "CZ": "CZK"},
    "pounds": {"GB": "GBP"},
    "\u00a5": {"JP": "JPY"},
}  # fmt: skip
"""What a name that several currencies share means where its donor is known."""

PLACES: Final = (
    r"in", r"at", r"near", r"inside", r"outside", r"across", r"visit(?:s|ed|ing)?(?: to)?", r"trip to",
    r"travel(?:l?ed|s)? to", r"arriv\w+ in", r"to", r"against", r"with", r"of the", r"for", r"than", r"like",
    r"(?:sourced|bought|purchased|procured|acquired|ordered|imported) from",
    r"unlike", r"alongside", r"into", r"through", r"via", r"between",
)  # fmt: skip
"""Before a party: it is where something is, or to whom it goes, rather than who gives."""
TRAVELS: Final = r"(?:visit|trip|journey|travel\w*|addressed|speech|letter|ambassador) to(?: the)?"
"""Before a party behind a figure: nothing is given to it."""
IN_BOTH: Final = r"(?:in|at|from) (?:the )?(?-i:[A-Z])[\w.]+ and(?: the)?"
"""Before a party: it is named for where something is, beside another."""
IN_A_TOWN: Final = r"(?:in|at|near) (?-i:[A-Z][\w-]+),"
"""Before a party: that is where the town is."""
SCHEMES: Final = (
    r"(?:'s?)? ?-?(?:led|news agency|initiative|(?:\w+ )?(?:ammunition|munitions) initiative|coalition|model)"
)
"""Right after a party: what is named after it is not given by it."""
SUCH_AS: Final = r"(?:countries|nations|allies|partners|states|donors),? (?:including|such as|like)(?: the)?"
"""Before a party: it is one of several."""
AGREED_WITH: Final = r"(?:agreement|accord|deal|pact|memorandum)s? (?:\w+ )?with(?: the)?"
"""Before a party, where Ukraine signed it: what the agreement brings is given by it."""
BETWEEN_THEM: Final = (
    r"(?<![\w.])(?-i:[A-Z])[\w.]*(?:-(?-i:[A-Z])[\w.]*)+ (?:summit|meeting|talks|relations|border|trade)"
)
"""Parties between which something is, rather than what they give."""
LED_BY: Final = r"(?:led|headed|hosted|chaired|organi[sz]ed|requested|attended) by [\w ,'.]{0,40}"
"""Before a party: it leads something, and gives nothing by that."""
BOUGHT: Final = (
    r"suppl\w+",
    r"purchas\w+", r"bought", r"buy\w*", r"acquir\w+", r"procur\w+", r"order\w*", r"sourc\w+", r"import\w*",
    r"produc\w+",
)  # fmt: skip
"""Before "from" a party: that is whose industry it comes from."""
ACTS: Final = (
    r"announc\w+", r"unveil\w*", r"pledg\w+", r"promis\w+", r"vow\w*", r"commit\w*", r"authori[sz]\w+", r"approv\w+",
    r"allocat\w+", r"earmark\w*", r"provid\w+", r"donat\w+", r"sends?", r"sent", r"giv\w+", r"gave", r"contribut\w+",
    r"deliver\w*", r"grant\w*", r"financ\w+", r"fund\w*", r"suppl\w+", r"transfer\w*", r"sign\w*", r"adopt\w*",
    r"agree\w*", r"releas\w+", r"disburs\w+", r"will", r"would", r"to", r"has", r"have", r"is", r"are", r"plans",
    r"intends", r"said", r"says", r"decided", r"passed", r"hands", r"handed", r"invests?", r"steps?", r"boosts?",
    r"backs?", r"joins?", r"offer\w*", r"extends?", r"buys?",
)  # fmt: skip
"""Soon after a party: it is the one who does something."""
THEIR_AID: Final = (
    r"military", r"defen[cs]e", r"aid", r"support", r"assistance", r"government", r"package", r"security", r"will",
    r"has",
)  # fmt: skip
"""Right after a party, behind the figure: it is theirs."""
FROM_SEVERAL: Final = (
    r"(?:from|by) (?:(?:its|our|their|the|western|european|key|international|nato) ){0,3}(?:partners"
    r"|allies|countries|supporters)"
)
"""What is said to be from these is nobody's in particular."""
COLLECTIVE_ACTS: Final = (
    r"announc\w+", r"pledg\w+", r"commit\w*", r"agree\w*", r"will", r"would", r"to (?:provide|commit|give)", r"have",
    r"has", r"are", r"provid\w+", r"allocat\w+", r"approv\w+", r"pool\w*", r"team\w*", r"to (?:pay|fund|buy)",
    r"contribut\w+", r"said", r"secretary",
)  # fmt: skip
"""Soon after several that are not named."""

# --- What is announced ------------------------------------------------------------------------------------------------

GIVES: Final = (
    r"announc(?:e|es|ed|ing|ement)", r"unveil(?:s|ed|ing)?", r"pledg(?:e|es|ed|ing)", r"promis(?:e|es|ed|ing)",
    r"vow(?:s|ed)?", r"commit(?:s|ted|ting|ment)?", r"authoriz(?:e|es|ed|ing|ation)|authoris(?:e|es|ed|ing|ation)",
    r"approv(?:e|es|ed|ing|al)", r"allocat(?:e|es|ed|ing|ion)", r"earmark(?:s|ed|ing)?", r"provid(?:e|es|ed|ing)",
    r"provision", r"donat(?:e|es|ed|ing|ion|ions)", r"send(?:s|ing)?|sent", r"giv(?:e|es|ing)|gave|given",
    r"gift(?:s|ed|ing)?", r"contribut(?:e|es|ed|ing|ion|ions)", r"deliver(?:s|ed|ing|y)?", r"grant(?:s|ed|ing)?",
    r"financ(?:e|es|ed|ing)", r"fund(?:s|ed|ing)?", r"suppl(?:y|ies|ied|ying)", r"transfer(?:s|red|ring)?",
    r"sign(?:s|ed|ing)?", r"adopt(?:s|ed)?", r"agree(?:s|d)?", r"releas(?:e|es|ed|ing)", r"disburs(?:e|es|ed|ing)",
    r"ordered", r"direct(?:s|ed|ing)?", r"draw(?:ing)? ?down", r"hand(?:s|ed|ing)? over", r"set(?:s|ting)? aside",
    r"invest(?:s|ed|ing|ment)?", r"spend(?:s|ing)?", r"decid(?:e|es|ed)|decision", r"pass(?:es|ed)",
    r"back(?:s|ed)?", r"offer(?:s|ed|ing)?", r"extend(?:s|ed)?", r"mobili[sz](?:e|es|ed|ing)",
    r"green-?light(?:s|ed)?", r"clear(?:s|ed)", r"boost(?:s|ed|ing)?", r"step(?:s|ping)? up", r"ship(?:s|ped|ping)?",
    r"dispatch(?:es|ed)?", r"purchas(?:e|es|ed|ing)", r"procur(?:e|es|ed|ing)", r"buy(?:s|ing)?", r"joins?|joined",
    r"worth", r"valued", r"includ(?:e|es|ing)", r"receiv(?:e|es|ed|ing)", r"get(?:s)?", r"costs?",
    r"prepared", r"put(?:s|ting)? (?:in|up|forward)", r"chip(?:s|ped|ping)? in", r"support(?:s|ed|ing)?",
    r"amount(?:s|ing)? to",
    r"donor", r"value", r"(?:amount|sum|size|cost) of (?:the )?(?:\w+ ){0,2}(?:aid|assistance|support|package)",
)  # fmt: skip
"""Giving, in any of its words: without one of these a figure announces nothing."""

ANNOUNCES: Final = GIVES[:20]
WORTH: Final = (
    r"worth", r"costs?", r"valued", r"value", r"includ(?:e|es|ing)", r"support(?:s|ed|ing)?", r"get(?:s)?",
    r"receiv(?:e|es|ed|ing)", r"amount(?:s|ing)? to", r"donor", r"back(?:s|ed)?", r"fund(?:s|ed|ing)?",
    r"pass(?:es|ed)", r"direct(?:s|ed|ing)?",
)  # fmt: skip
"""Of these the ones that give only what the same sentence calls aid."""
IT_IS_WORTH: Final = r"(?:it|this|package)(?: is| was|'s)? (?:worth|valued at)"
"""Before a figure: what the sentence before tells of is worth so much."""
AID: Final = (
    r"new commitment", r"supplemental", r"bill", r"assistance", r"aid", r"support", r"package(?:s)?", r"tranche(?:s)?",
    r"draw(?:ing)? ?down(?:s)?", r"weapon(?:s|ry)?", r"arms", r"equipment", r"munition(?:s)?", r"ammunition",
    r"donation(?:s)?", r"military help", r"relief", r"contribution(?:s)?", r"air defen[cs]e", r"missiles?",
    r"drones?", r"shells?", r"rounds", r"artillery", r"vehicles?", r"tanks?", r"interceptors?", r"purl",
    r"prioriti[sz]ed ukraine requirements list", r"purchase", r"procurement", r"appropriations?", r"peace facility",
    r"defen[cs]e articles", r"systems?", r"aircraft", r"helicopters?", r"demining", r"funding", r"initiative",
    r"help", r"capabilit(?:y|ies)", r"materiel|mat\u00e9riel",
)  # fmt: skip
"""What is given: without one of these near it a figure is no aid."""

NEW: Final = (
    r"new", r"additional", r"another", r"further", r"extra", r"fresh", r"latest", r"today", r"this week", r"next",
    r"today's", r"(?:mon|tues|wednes|thurs|fri|satur|sun)day's",
    (
        r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth"
        r"|\w+tieth|\w+(?:ty|teen)-\w+|\d{1,3}(?:st|nd|rd|th)) (?:\w+ ){0,3}(?:package|tranche|drawdown"
        r"|donation)"
    ),
)  # fmt: skip
"""What tells that something is announced now."""
NO_LONGER: Final = r"(?:comes?|came|follows?|is|was|are|were|adds?|brings?|will|has|have|had|after|since|of which)\b"
"""Between these and a figure: the figure is another."""

DONE: Final = (
    r"(?:has|have|'ve) (?:(?:now|been|already|also|so|far|thus|to|date|since|itself|already|collectively"
    r"|together|previously|\w+ly) ){0,3}(?:provided|committed|given|sent|delivered|supplied|allocated"
    r"|contributed|spent|donated|received|disbursed|invested|earmarked|mobili[sz]ed|dedicated|pledged"
    r"|approved|amounted|reached|exceeded|totall?ed|gifted|made available|set aside)"
)
"""Giving that is done with: a figure beside it is cumulative, unless something tells that it is new."""

# --- Why a figure is no package ---------------------------------------------------------------------------------------

APPEAL: Final = (
    r"donat(?:e|ions?) (?:to us|now|here|via (?:paypal|our|card|the link))|donate today", r"^(?:please )?donate to",
    r"your (?:\$|\u20ac|\u00a3)\d", r"your (?:donation|support|contribution)",
    (
        r"support (?:us|our|independent|the kyiv|ukrainian) (?:\w+ )?(?:journalis[mt]s?|media|newsroom|work"
        r"|independent)?"
    ),
    r"become a (?:member|patron|supporter|subscriber)", r"subscri(?:be|ption)", r"membership",
    r"our (?:readers|newsroom|community|members|journalism|reporting|newsletter)", r"patreon", r"paypal",
    r"buy ?me ?a ?coffee", r"cup of coffee", r"(?:a|per|every|each) month to (?:us|support)", r"newsletter",
    r"crowdfund\w*", r"fundrais\w+", r"with a donation",
    r"make a (?:one-time |monthly )?donation (?:to us|today|here|now)", r"help us", r"sign up",
)  # fmt: skip
NAVIGATION: Final = (
    (
        r"^(?:skip to .{0,30}|menu|sections|all sections|social networks|facts|news|home|world|published"
        r"|posted|details)\W*$"
    ),
)  # fmt: skip
FURNITURE: Final = (
    (
        r"^(?:associated links|quick links|(?:media )?contacts?$|read (?:also|more|next)|also read|see also"
        r"|related|more on (?:this|the)|watch|photo|image|caption|video|advertisement|share|tags?|topics?"
        r"|most (?:read|popular)|trending|recommended|editor's (?:note|picks)|latest news|follow us|listen"
        r"|\u00a9|copyright|all rights)\b"
    ),
    r"^(?:\w+ ){0,4}(?:photo|image|getty images|afp via getty)\b.{0,40}$", r"cookie", r"all rights reserved",
)  # fmt: skip
"""What stands on a page around the text."""

SURVEYS: Final = (
    r"(?:support|aid) tracker", r"kiel institute", r"explainer", r"explained", r"factbox", r"fact check", r"timeline",
    r"how much (?:\w+ ){0,4}(?:aid|support|money|has|have)", r"fewer new pledges", r"ranking",
)  # fmt: skip
"""In the title, or as its publisher: the text tells what others have announced, and announces nothing."""
BACKGROUND: Final = (
    r"^(?:background|for reference|recap|reminder|context|what we know|previously|for context)[:.]?$",
    r"^what (?:is|are) (?:the )?[^.?]{2,60}\?$",
)
"""A heading, beneath which stands what was known before."""
BACKGROUND_WITHIN: Final = r"(?:background|for reference|to recap|recap|previously|for context)[:,](?=.)"
"""At the beginning of a piece of the page: so is what stands in it."""
REFUSED: Final = (
    r"(?:den(?:y|ies|ied|ying)|block(?:s|ed|ing)?|reject(?:s|ed|ing)?|refus(?:es|ed|ing)|halt(?:s|ed|ing)?"
    r"|reluctan(?:t|ce)|suspend(?:s|ed|ing)?|paus(?:es|ed|ing)|withh(?:olds|eld|olding)|veto(?:es|ed)|froze|freezes)"
)
"""Before a figure, or a package: it is held back."""
LOSSES: Final = (
    r"overestimat\w+", r"overvalu\w+ (?:the|by)", r"accounting error", r"damag(?:e|es|ed)", r"loss(?:es)?", r"lost",
    r"destroy(?:ed|ing|s)", r"destruction", r"reconstruction", r"rebuild(?:ing)?", r"killed", r"wounded", r"gdp",
    r"revenue(?:s)?", r"profit(?:s)? of", r"market", r"shares", r"debt", r"deficit", r"fine(?:d|s)", r"sanctions?",
    r"exports?", r"imports?", r"trade", r"cost(?:s|ing)? (?:russia|moscow|the kremlin|taxpayers)",
)  # fmt: skip
ASSETS: Final = (
    (
        r"(?:frozen|immobili[sz]ed|seized|confiscated|blocked) (?:russian |sovereign |state "
        r"|central bank )*(?:assets?|funds?|reserves?)"
    ),
    r"russian (?:sovereign |state |central bank )*assets?",
)  # fmt: skip
PROCEEDS: Final = (
    r"(?:interest|proceeds|profits?|revenues?|income|windfall)(?: [\w'-]+){0,6} (?:assets?|funds?|reserves?)"
)
"""What Russian assets bring in is given away, other than the assets."""
SOLD: Final = r"possible (?:\w+ ){0,3}sale|potential sale|(?:defen[cs]e )?security cooperation agency|dsca"
"""Where the news stands: it is of a sale."""
OUT_SOON: Final = (
    r"(?:expected|likely|due|set) to be (?:\w+ )?(?:announced|unveiled)|plans? to announce|(?:will"
    r"|to) announce (?:on|as soon as|later)\b"
)
"""Where the news stands: it is of what is to come."""
SALES: Final = (
    r"foreign military sales?", r"possible sale", r"sales?", r"sold", r"sell(?:s|ing)?", r"contracts?",
    r"contractor", r"awarded", r"bilateral trade", r"sell-off",
    r"orders? (?:from|for) (?:raytheon|lockheed|rheinmetall)",
)  # fmt: skip
BUDGETS: Final = (
    r"fund\b[^.;]{0,50}? at",
    r"(?:defen[cs]e|military|state|national|federal|annual|its|overall) (?:budget|spending|expenditure)s?",
    r"budget(?:s)? (?:of|for 20\d\d|deficit|gap)", r"(?:authority|funds?|funding|money) left",
    r"left (?:in|over|of|unspent)", r"leaves", r"(?:financial|budget) framework", r"ceiling", r"envelope",
    r"wealth fund", r"reserves?",
    r"(?:budget|framework) of (?:the|its) (?:[\w'-]+ ){0,3}(?:program(?:me)?|fund|plan)",
    r"percent of (?:gdp|its)", r"% of (?:gdp|its)", r"spending (?:bill|plan) of", r"defen[cs]e fund of",
)  # fmt: skip
REQUESTS: Final = (
    r"(?<!response to a )(?<!response to the )(?<!at the )request(?:s|ed|ing)?(?! by)",
    r"ask(?:s|ed|ing)?(?: [\w.'-]+){1,3} for",
    r"ask(?:s|ed|ing)? (?:congress|lawmakers|parliament|for|the|its|allies|partners)", r"seek(?:s|ing)?|sought(?! by)",
    r"propos(?:e|es|ed|ing|al|als)", r"call(?:s|ed|ing)? (?:on|for|upon)", r"urg(?:e|es|ed|ing)",
    r"appeal(?:s|ed|ing)?", r"(?:would|will) need",
    r"(?:ukraine|kyiv|country|donors|partners|they) (?:\w+ )?(?:needs?|requires?)", r"funding gap", r"shortfall",
    r"wants?", r"hopes?",
)  # fmt: skip
EXPECTED: Final = (
    r"(?:goal|aim|target|objective|ambition) is to",
    r"should be worth", r"(?:united states|us|u\.s\.|white house|pentagon)(?: of america)? will announce(?! today)",
    r"(?:will|to) announce [^.;]{0,140}(?:officials|sources)",
    r"expected to(?! (?:be (?:delivered|sent|provided)|arrive|reach|include))",
    r"set to (?:announce|unveil)", r"plans? to announce", r"consider(?:s|ed|ing)?", r"could", r"(?-i:may)", r"might",
    r"if (?:approved|passed|adopted)", r"preparing (?:a|an|to|another)", r"reportedly", r"rumou?red",
    r"prepar(?:es|ing) (?:to )?(?:announce|a|an|another|new)", r"next (?:week|month)", r"discuss(?:es|ed|ing)?",
    r"mulls?|mulling", r"is working on", r"draft (?:bill|law|decision)", r"negotiat(?:e|es|ed|ing|ions?)",
    r"talks (?:on|about)",
)  # fmt: skip
LOANS: Final = (
    r"loans?", r"lend(?:s|ing)?", r"macro-financial assistance", r"ukraine facility",
    r"credit(?:s| line| guarantee)?", r"bond(?:s)?", r"extraordinary revenue acceleration", r"mfa\+?",
)  # fmt: skip
POISED: Final = (
    r"(?:is|are|was|were) (?:expected|likely|preparing|planning|considering|poised|due)(?: this \w+| soon)? to"
)
"""Before a figure: it is still to come."""
PLANS: Final = r"(?:plans?|intends?|intention|aims?|hopes?|wants?) to"
"""In the title and the opening it is the news; further down it is still to come."""
REPORTED: Final = (r"(?:announced|pledged|confirmed|promised) [^.;]{0,120}(?:would|could)",)
ARMS: Final = (r"weapons?", r"military", r"defen[cs]e", r"arms", r"drones?", r"ammunition")
NOT_THE_DAY: Final = (
    r"after (?:the )?[\w ]{1,30} (?:passed|approved|voted|cleared)[\w ]{0,12}",
    r"(?:since|from|until|by|before|after|through|next|ended|of)(?: the)?",
)
"""Before a day that is not the one of the announcement."""
UNTIL: Final = (r"since", r"from", r"until", r"by", r"through", r"of", r"for")
ANNOUNCED_THEN: Final = (
    r"[^,;]{0,40}(?<!was )(?<!were )(?<!been )(?<!is )(?:announced|pledged|promised"
    r"|unveiled)(?: by [^,;]{1,60}?)? (?:at|during|last|earlier|when)"
)
"""Right after a figure: it was announced on another occasion."""
OPENS_EARLIER: Final = (
    r"(?:earlier|previously|before that),|(?:back )?in (?:early |mid-|late )?(?:january|february|march|april"
    r"|may|june|july|august|september|october|november|december)(?=,| the| [a-z])(?! (?:to|through|until))"
)
LATER: Final = (
    r"soon", r"in the coming (?:days|weeks|months|years)",
    r"over the (?:next|coming) (?:\w+ ){0,2}(?:days|weeks|months|years?)",
    r"in the (?:next|near) (?:\w+ )?(?:days|weeks|months|years?|future)", r"by the end of (?:the|this|next|20\d\d)",
    r"later this (?:year|month)", r"next year",
)  # fmt: skip

_OF_THIS_PACKAGE: Final = (
    r"(?! (?:value|amount|worth|cost|volume) of (?:the|this|its|our)(?: [\w-]+){0,4} (?:package|tranche"
    r"|donation|shipment)"
    r"(?![\w]))"
)
SINCE_THEN: Final = (
    (
        r"(?:brings?|bringing|brought|raises?|raising|takes?|taking) (?!months|years|weeks|time)(?:[\w'.-]+ ){0,9}"
        r"(?:total|overall|to)"
    ),
    rf"(?<!of )(?<!of the )the (?:(?!an? )[\w.-]+ ){{0,4}}total{_OF_THIS_PACKAGE}",
    r"to date", r"so far", r"thus far", r"has reached", r"(?:in 20\d\d|this year|last year) alone",
    (
        r"since (?:the (?:start|beginning|outbreak|onset|invasion|war|full-scale|first|february)|russia\w*"
        r"|vladimir|putin|moscow|february|january|march|august|20\d\d|last(?! update)|its|then|that|late|early"
        r"|mid|biden)"
    ),
    r"(?:in|over|during) (?:just )?the (?:past|last) (?:\w+ )?(?:week|weeks|month|months|year|years)",
    r"from (?:20\d\d|february|january) (?:\w+ )?(?:to|until|through)", r"cumulative(?:ly)?",
    r"from the (?:start|beginning|outbreak|onset) of (?:the|russia\w*)",
    r"the(?: more than| nearly| over| some| roughly| about)? +# +(?:provided|given|committed|delivered) (?:in|so)",
    r"(?:making|for|reaching|to) (?:a|the) total",
)  # fmt: skip
"""Beside a figure: it is cumulative, whatever else is said."""
TOTALS: Final = (

    (
        rf"(?<!\ba )total{_OF_THIS_PACKAGE} (?:[\w-]+ ){{0,5}}(?:assistance|aid|support|commitments?"
        rf"|contributions?|amount)"
    ),
    r"in total",
    r"altogether(?! (?:worth|it is a package))", r"overall", r"in all",
    r"already (?:provided|committed|given|sent|delivered|allocated|worth)",
    r"nears?",
    r"(?:is|are) now (?:(?:over|more|than|almost|nearly|about|worth|at|close to|approximately|roughly) ?)* #",
    r"totals", r"(?:\d{2,}|all|these) (?:[\w-]+ ){0,4}packages [^.;]{0,60}",
    r"first (?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\d+) (?:\w+ ){0,3}packages",
    r"now (?:totals?|stands?|amounts?|exceeds?|reach(?:es|ed)|worth)",
    r"(?:support|aid|assistance|funding|contributions?)(?: [\w']+){0,6}? amount(?:s|ed)? to",
    r"(?:stands?|stood) (?:now )?at",
    r"exceeds?|exceeded", r"surpass(?:es|ed|ing)?", r"combined",
)  # fmt: skip
"""Beside a figure that is not called new: it is cumulative."""
IN_ALL: Final = (
    r"together,",
    r"in total",
    r"to date",
    r"so far",
    r"since",
    r"in all",
    r"altogether(?! (?:worth|it is a package))",
    r"overall",
)
"""At the beginning of a sentence with one figure."""
_ORDINAL: Final = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh"
    r"|twelfth|\w+teenth|\w+tieth|\w+ty-\w+)"
)
OF_THE_PACKAGE: Final = r"(?<!previous )package (?:amounts?|comes?|adds up) to(?: [\w-]+){0,5}"
"""Before a figure: it is what the package is worth, and nothing cumulative."""
LARGEST: Final = r"(?:biggest|largest|highest|greatest|most significant) [^.;]{0,60}?(?:to date|so far|ever|since)"
NTH: Final = rf"(?:first|{_ORDINAL})(?: [\w'-]+){{0,5}} (?:package|tranche|drawdown|donation|time)[^.;]{{0,80}}since"
"""Of these nothing is cumulative: one of a row is compared with the others."""
DONE_NOW: Final = (r"pledged", r"allocated", r"earmarked", r"set aside", r"dedicated", r"approved", r"donated")
"""What "has" makes news of, where the news stands."""

UKRAINE_ASKS: Final = (
    r"(?:[^,]{0,40} )?(?:ukrain\w*|kyiv|zelensk\w*)(?: [\w'-]+){0,4} (?:ask|request|call|urg|seek|appeal)\w*"
)
HOW_IT_WORKS: Final = (
    r"(?:program(?:me)?|authority|pda|usai|initiative|drawdown|it|that|which)\b[^.;]{0,30}?"
    r" (?:allows?|enables?|permits?|lets) (?:the |us |u\.s\. )*"
    r"(?:united states|us|u\.s\.|president|administration|pentagon|government|washington|biden|him|it)"
)
"""What a channel is for, in any package: a sentence that explains it lists nothing of this one."""
ALREADY: Final = (
    r"already (?:been )?(?:supplied|provided|delivered|sent|donated|given|gifted|transferred)", r"also reported",
    r"(?:that|which) [^,.;]{0,40}(?:has|have) (?:donated|supplied|delivered|sent|given)",
    r"on track to", r"(?:expected|likely|poised|preparing) to (?:announce|unveil)",
    r"already (?:under ?way|en route|on (?:the|its|their) way)",
    r"(?:aid|assistance|support) (?:provided|given|delivered|supplied)", r"recalled",
)  # fmt: skip
"""What is listed was given before."""
NOT_SENT: Final = (r"(?:initiative|goal|target|promise|plan) to \w+", r"(?:not|without|than) (?:\w+ )?\w+")
"""What follows is not sent, or others are to send it."""
ANNOUNCED: Final = (r"announc\w+", r"contributions include")
REQUESTED: Final = (
    r"requested", r"requesting", r"request(?:s)? (?:for|of|to)", r"(?:asks?|asked|asking) congress",
    r"call(?:s|ed|ing)? on (?:congress|lawmakers|parliament)", r"(?:supplemental|funding|budget) request",
)  # fmt: skip
"""A government asks its legislature: where that is the news, all that it asks for is one package of that stage."""
FOR_OTHERS: Final = (
    (
        r"(?:for|to|and) (?:the )?(?:israel|taiwan|gaza|indo-pacific|asia-pacific|border security|neighbou?ring"
        r"|humanitarian (?:aid|assistance) (?:to|in|for) gaza|(?:our |its |other |us |u\.s\. |european "
        r"|nato )*(?:allies|partners)(?! and ukraine))"
    ),
)  # fmt: skip
SHARED: Final = (
    r"ukraine-israel\S*", r"foreign(?: security)? aid", r"border security", r"fema", r"(?:natural )?disasters?",
    r"asia-pacific", r"indo-pacific", r"israel", r"taiwan",
    r"(?:ukraine )?and (?:its |other )?neighbou?r\w*",
)  # fmt: skip
"""Recipients other than Ukraine that share a bill with it."""

_MONTHS: Final = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_IS_NEWS: Final = r"[^.;]{0,120} (?:latest|new|announced (?:\w+ )?on|approv(?:al|ed) on)\b"
"""Whoever thanks for something that is new tells the news."""
EARLIER: Final = (
    rf"last (?:week|month|year|spring|summer|autumn|fall|winter|{_MONTHS})",
    (
        r"(?:a|one|the|two|three|four|five|six|several|few|\d{1,2}) (?:days?|weeks?|months?|years?) (?:ago"
        r"|earlier|before)"
    ),
    (
        r"earlier (?:this(?! day| morning)|in(?! the day)|that(?! day)|package|packages|tranche"
        r"|pledge|support|aid|commitment|announced)"
    ),
    r"(?:days?|weeks?|months?) after (?:the )?[\w.]+ (?:announced|said|pledged|approved)",
    r"previous(?:ly)?(?! (?:years|directed|authori[sz]ed|appropriated|donated|delivered|gifted))",
    r"prior to the", r"prior (?:package|announcement|tranche|pledge|commitment)s?",
    (
        r"(?:had) (?:already |previously |first |initially |also )?(?:been )?(?:announced|pledged|promised"
        r"|committed|approved|unveiled)"
    ),
    r"already (?:announced|pledged|promised)", r"most recent packages",
    r"(?:one|two|three|four|five|six|several|few|\d{1,2}) (?:days|weeks|months) later",
    r"since (?:the )?(?:president )?(?:[\w.]+ ){1,3}(?:signed|passed|approved)",
    rf"(?:thank(?:s|ed)(?! to)|recall(?:s|ed)|praised|hailed) (?!{_IS_NEWS})[^.;]{{0,160}}",
    r"(?:at|during) (?:a|the) recent (?:[\w-]+ ){0,2}(?:summit|meeting|conference|visit|trip)",
    r"recently (?:announced|pledged|donated|provided|gave|sent|delivered|approved|allocated)",
    r"(?:few|\d+) (?:days|weeks) ago,",
    (
        rf"(?:announced|pledged|committed|approved|unveiled|promised|agreed|adopted|signed|allocated|made|passed"
        rf"|launched|outlined)(?: by (?:[\w.'-]+ ){{1,6}})? ?(?:in|back in|earlier in|during|last) (?:early "
        rf"|mid-|late |the )?(?:{_MONTHS}|20\d\d|spring|summer|autumn|winter|week)"
    ),
    r"the past (?:year|month)s?", r"more recently", r"(?:as )?(?:previously |earlier )?reported(?: earlier| last)",
    r"(?:as|was) reported earlier", r"earlier reported", r"as reported", r"at the time", r"back in", r"the recent",
)  # fmt: skip
AFTER: Final = (
    r"(?:following|after|on top of|atop|in addition to|besides|beyond|builds on|building on|follows"
    r"|comes on the heels of|adds to|adding to|add to|added to|supplement(?:s|ing)?|complement(?:s|ing)?"
    r"|as well as(?! an? )) (?:a|an|another|the|its|our|their|his|her|last|this|[\w]+'s)(?: [\w'-]+){0,4}"
)
"""Right before a figure: this one came first."""
OUT_OF: Final = (
    r"part of (?:[\w.'-]+ ){1,6}(?:commitment|pledge|promise|plan|program(?:me)?|package) (?:of|worth|totall?ing)|"
    r"(?:part of new|(?:part of|out of|from within|under|within|from|through|draws? on|drawing on|portion of|share of"
    r"|slice of) (?:an?|the|its|this|our|that|their|his|[\w.]+'s?)|of (?:the|its|this|our|that|their"
    r"|his))(?: (?!(?:of|for|to|in|and|worth|is|was|are|valued|total\w*|amount\w*|costs?)\b)[\w'.-]+){0,5}"
)
"""Right before a figure: this one holds the other."""
PACKAGE_HOLDS: Final = r"package,? (?:\w+ ){0,2}?(?:includes?|contains?|comprises?|consists? of|features?)"
"""Before a figure: the package of which this is a part."""
THEY_GO_ON: Final = r"(?:they|he|she|it) (?:also|would|will|had|have|has|is|are)"
"""At the beginning of a sentence: it goes on about what was announced before."""
GOES_ON: Final = (
    r"(?:the|such) (?:aid|money|assistance|funding|funds|support) (?:also )?includes?|from (?:this"
    r"|that) (?:amount|sum)|"
    r"there(?:'s| is| are) also|(?:this|that|it|these|which|the (?:request|total|figure|sum"
    r"|bill|act|law)) (?:also )?(?:includes?|included|comes?|compris\w+|consists?)|the act (?:also )?provides?|"
    r"of (?:this|that|which|these)"
    r"|among (?:this|that|these)"
)
"""At the beginning of a sentence: it goes on about the figure before."""
SPREAD: Final = r"distributed|spread (?:over|across)|split (?:into|over|between)|divided|broken down"
LEFT_OVER: Final = (
    r"(?:\([^()]{0,40}\) )?(?:(?:is|are|was|were|still) ){0,2}(?:remain(?:s|ing)?|left|available|accessible|unspent"
    r"|(?:higher|lower|more|less) than|up on|(?:upgrade|increase|uplift|rise|boost)\b)"
)
"""Right after a figure: it is what is left of another, or how much one is more than another."""
REST: Final = (
    r"(?:higher|lower|larger|bigger) than(?: the)?",
    r"the remaining", r"the rest,? (?:of )?", r"the share [\w' -]{0,60}", r"the other", r"half of",
    r"an? (?:increase|rise|uplift|boost) of",
)  # fmt: skip
"""Right before a figure: it is what is left of another, or how much one is more than another."""
IN_ITS_OWN_RIGHT: Final = (
    r"announc\w+", r"unveil\w*", r"pledg\w+", r"promis\w+", r"authori[sz]\w+", r"separate(?:ly)?", r"on top of",
    r"initial",
    r"moreover", r"besides", r"in addition to", r"(?:another|new|second) (?:[\w-]+ ){0,3}(?:package|tranche|drawdown)",
)  # fmt: skip
"""Before a smaller figure of the same giver, in a later sentence: it is no part of what was announced before it."""
ALSO: Final = (r"also", r"in addition", r"additionally", r"as well(?! as)", r"another", r"further")
"""It is none either where somebody also gives it, other than where it is also spent."""
SPENT: Final = (
    (
        r"(?:(?:is|are|was|were|be|been|being)(?: also| now| \w+ly)? (?:used|allocated|spent|earmarked"
        r"|set aside|invested"
        r"|directed|devoted|dedicated|reserved|channel+ed|transferred|provided for|split)|go(?:es)? (?:to|towards?))"
    ),
    r"(?:packages?|tranche|donation|contribution|money|funding|funds|sum|portion|share|part|component)",
)  # fmt: skip
"""What is done with the money of a package, and who does something where the package itself does."""
OF_IT: Final = r"of (?:that|this|it|which|the total|the (?:\w+ )?(?:package|money|funding|funds|sum|amount)|these)"
"""Right after a figure: it is a part."""
SEPARATE: Final = (
    r"(?:contributions|pledges|commitments|donations|announcements|packages) (?:also )?includ(?:e|ed|ing)\b"
)
"""Before a figure: it is one of several."""
HOLDS: Final = (
    r"(?:including|of which|among (?:it|them|those)|this includes|which includes|includes|include|included"
    r"|consist(?:s|ing)? of|comprising|comprises|made up of|split|divided|distributed|spread)(?: [\w'-]+){0,5}"
)
"""Right before a figure: this one is a part of what was said before."""
ALLOWED: Final = (r"(?:allows?|lets|enables?|permits?) (?:[\w.]+ ){1,5}(?:draw ?down|tap|dip)",)
"""Before a figure: what a law lets a government give is no package yet."""
WAIVERS: Final = (r"without regard to any provision of law", r"section 614", r"waive[rs]?", r"waiving")
EACH_WORTH: Final = r"(?:each|every one) (?:of them )?(?:being )?(?:worth|valued at|of|costing)(?: [\w-]+){0,3}"
"""Right before a figure: that is the price or the size of each."""
PER: Final = (
    r"each", r"apiece",
    (
        r"(?:per|a|an|each|every) (?:person|household|family|soldier|unit|shell|round|piece|drone|missile|month"
        r"|day|week)"
    ),
)  # fmt: skip

# --- Stage, instrument, type of aid -----------------------------------------------------------------------------------

STAGES: Final = (
    (Stage.APPROPRIATION, (
        r"the (?:\w+ )?(?:law|bill|act|measure|legislation) (?:also )?(?:provides|includes|contains|allocates)",
        r"supplemental (?:\w+ ){0,4}(?:appropriations?|bill|act|funding|package)",
        r"appropriat(?:e|es|ed|ing|ions?)", r"signed (?:\w+ ){0,3}(?:into law|bill|act|legislation)", r"into law",
        (
            r"(?:congress|house|senate|lawmakers|parliament|bundestag|riksdag|storting|folketing|mps"
            r"|legislators) (?:[\w'-]+ ){0,5}?(?:approv\w+|pass\w+|voted|vot\w+ (?:for|to)|back\w+|clear\w+"
            r"|adopt\w+|green-?lit)"
        ),
        (
            r"(?:passed|approved|adopted|voted for|cleared) (?:by|in"
            r"|the) (?:the )?(?:[\w.'-]+ ){0,3}(?:congress|house|senate|lawmakers|parliament|bundestag|riksdag"
            r"|storting|folketing)"
        ),
        r"(?:aid|spending|funding|foreign aid|security) bill", r"legislation",
        r"national defense authorization act|ndaa",
    )),
    (Stage.DELIVERY, (
        r"(?:has|have) (?:now |already |also |just )?(?:delivered|handed over|supplied|transferred)",
        r"in (?:the|its) (?:latest|newest|most recent|new) (?:[\w-]+ ){0,3}delivery",
        (
            r"(?:aid|assistance|shipment|batch|package|tranche|consignment|tanks?|vehicles?|systems?|missiles?|weapons?"
            r"|equipment|ammunition|howitzers?|support)\b[^.;]{0,60}? (?<!will )(?<!would )(?<!to )(?:arrive[sd]?"
            r"|reach(?:es|ed) ukraine)"
        ),
        (
            r"(?<!be )(?<!already )(?<!previously )(?:delivered|handed over)(?: today| to ukraine"
            r"| ukraine| on| this| a| another| the| its| \d)"
        ),
        r"(?:was|were|been) (?:handed over|delivered)",
        r"hands over", r"(?:hands|delivers) (?:a|another|new|more|additional|the|\d)",
    )),
    (Stage.PLEDGE, (
        r"\w+-year (?:\w+ ){0,4}(?:program(?:me)?|plan|package)\b[^.;]{0,80}",
        (
            r"(?:pledg\w+|promis\w+|vow\w*|intend\w*|aim\w*|commit\w*|will|to give|allocat\w+|program(?:me)?s?|plans?"
            r"|to provide)(?: (?:(?! and will )[^;]){0,160})? (?:a year|per year|each year|every year|annually"
            r"|(?:over|during|for) (?:\w+ ){1,4}years|until 20\d\d|through 20\d\d"
            r"|(?:for|over|in) (?:the )?(?:period |years )?(?:of |from )?20\d\d ?(?:-|\u2013|to) ?(?:20)?\d\d)"
        ),
    )),
)  # fmt: skip
"""Else it is a commitment. Delivery is said of what was handed over; a pledge reaches years ahead."""

TELLS_ITS_THINGS: Final = (
    r"(?:(?:unlike|in addition to|besides|on top of|for the first time)[^.,;:]{0,60}, )?"
    r"(?:[^.,;:]{1,80} (?:said|noted|added|stated|reported) (?:that )?)?(?:(?:the|this) (?:\w+ ){0,3}package|it)"
    r" (?:also |will )*(?:includes?|consists? of|contains?|comprises?|features?|is made up)"
)
"""At the beginning of a sentence: what is behind it is of the package, whatever was told before."""
REFERS_BACK: Final = r"(?:the|this) (?:\w+ ){0,3}(?:package|bill|law|legislation|measure)"
"""At the beginning of a sentence: what the one before tells of it, as that it was signed, holds for it."""
UMBRELLA: Final = 3_000_000_000
"""No single drawdown of the United States was valued as high (the largest, of 2023-01-06, at $2.85 billion): above it a
delegation of authority makes authority available for several, which is an appropriation. US dollars."""

LEGISLATED: Final = 10_000_000_000
"""No package of the United States under an authority that was there already came near it; only laws are as large. US
dollars."""

INSTRUMENTS: Final = (
    ("PDA 552(c)(2)", (r"section 552\(c\)\(2\)",)),
    ("PDA", (
        r"presidential draw ?downs?(?: authority| authorities)?", r"pda", r"draw ?down authorit(?:y|ies)",
        r"section 506\(a\)\(1\)", r"draw ?downs?", r"(?:from|of) (?:equipment from )?dod inventor(?:y|ies)",
        r"dod (?:inventories|stocks|stockpiles)", r"direct transfers of equipment from the department of defense",
    )),
    ("USAI", (r"ukraine security assistance initiative", r"usai")),
    ("FMF", (r"foreign military financing", r"fmf")),
    ("EPF", (r"european peace facility", r"epf")),
    ("PURL", (r"prioriti[sz]ed ukraine requirements list", r"purl")),
    ("supplemental", (r"supplemental(?: appropriations?| funding| bill| act)?",)),
    ("loan", (r"loans?",)),
)  # fmt: skip

UNLIKE: Final = r"unlike|in contrast"
"""At the beginning of a sentence: the channel that it names is another."""
BESIDES: Final = (r"also", r"in addition", r"additionally", r"separately", r"as well(?! as)", r"further")
"""In the sentence of a package: things that were named before it are another package."""
AID_TYPES: Final = (
    (AidType.HUMANITARIAN, (
        r"humanitarian", r"refugees?", r"winteri[sz]ation", r"food (?:aid|assistance|security)",
        r"support (?:for )?(?:the |its |ukraine's )?(?:civilian )?population",
        r"civilian protection",
    )),
    (AidType.FINANCIAL, (
        r"budget(?:ary)? support", r"world bank", r"pensions?", r"public (?:administration|expenditures?)",
        r"state budget", r"(?:financial|economic|macro-financial|fiscal) (?:aid|assistance|support|help)",
        r"macro-financial", r"civilian (?:\w+ )?(?:aid|assistance|support|needs|purposes|efforts)",
        r"people of ukraine",
        r"energy (?:aid|assistance|support|sector|infrastructure|grid)", r"development (?:aid|assistance)",
    )),
    (AidType.MILITARY, (
        r"military", r"(?<!civilian )(?<!food )(?<!energy )security", r"weapons?", r"arms", r"munitions?",
        r"ammunition",
        r"(?<!department of )(?<!ministry of )defen[cs]e(?! (?:secretary|minister|ministry|department))",
        r"armed forces", r"patriots?", r"artillery", r"draw ?downs?", r"lethal", r"drones?", r"missiles?", r"tanks?",
        r"purl", r"shells?",
    )),
)  # fmt: skip

HANDED_OVER: Final = (
    (
        r"(?:items|equipment|weapons|material|the following) (?:\w+ ){0,4}?(?:delivered|provided|handed over"
        r"|sent|supplied)"
    ),
    r"(?:will|to) (?:deliver|provide|send|donate|supply|transfer|hand over)",
)  # fmt: skip
"""Before a colon and bullets: these are given."""
RAISED: Final = r"to (?:\w+ ){0,3}(?:buy|purchase|procure|acquire|finance|fund)"
"""What money is for, other than what is handed over."""
AHEAD: Final = (
    r"will", r"to", r"is", r"are", r"would", r"we'll", r"we're", r"they'll", r"they're",
    r"gives", r"sends", r"donates", r"supplies", r"delivers",
    r"(?:has|have) (?:also )?(?:committed|agreed|decided|pledged|promised|offered) to",
)  # fmt: skip
"""What is handed over now or soon, rather than was before."""
TELLS: Final = (
    r"announc\w+", r"unveil\w*", r"pledg\w+", r"said", r"told", r"authori[sz]\w+", r"approv\w+", r"statement",
    r"signed", r"passed", r"proud", r"decided", r"agreed", r"adopted", r"press",
)  # fmt: skip
"""Beside these a day is that of the announcement."""
NEW_PACKAGE: Final = (
    r"(?:new|additional|further) (?:contributions?|deliver(?:y|ies)|donations?)",
    (
        rf"(?:(?:an?|its|our|the|this) )?(?:significant |major |large |big )?(?:new|largest|biggest|another"
        rf"|additional|latest"
        rf"|further|fresh|{_ORDINAL})(?: [\w'.-]+){{0,4}} (?:package|tranche|drawdown|shipment|batch"
        rf"|consignment)s?(?: of (?:[\w-]+ ){{0,3}}(?:aid|assistance|support|equipment|weapons|help))?"
    ),
    (
        r"(?:a|another) (?:[\w'-]+ ){0,4}(?:package|tranche|drawdown|shipment|batch) of (?:[\w-]+ ){0,3}(?:aid"
        r"|assistance|support|equipment|weapons)"
    ),
    r"(?:additional|new|further|more) (?:security|military|defen[cs]e) (?:assistance|aid|support|equipment)",
    r"(?:security|military|defen[cs]e) (?:assistance|aid|support) package",
)  # fmt: skip
"""A package of which no value is told."""
ANNOUNCES_THINGS: Final = (
    r"contribut\w+",
    r"arriv\w+", r"reach(?:es|ed)", r"offer\w*", r"ship\w*", r"confirm\w*",
    r"announc\w+", r"unveil\w*", r"provid\w+", r"send\w*", r"authori[sz]\w+", r"approv\w+", r"donat\w+",
    r"deliver\w*", r"will", r"hand\w*", r"suppl\w+", r"transfer\w*", r"gift\w*", r"pledg\w+", r"giv\w+",
)  # fmt: skip

# --- When -------------------------------------------------------------------------------------------------------------

SINCE: Final = (
    ("2021-01-20", "US", (
        r"(?:start|beginning|outset|inception) of (?:the |this |my |his )?(?:\w+ ){0,2}administration",
        r"biden (?:took|came to) (?:office|power)", r"january 2021",
    )),
    ("2022-02-24", "", (
        (
            r"(?:russia|russia's|russian|putin|putin's|moscow|moscow's|the|its|this"
            r"|latter) (?:\w+[ ,-]+){0,5}?(?:invasion|invaded|launched|war|aggression|assault|attack)"
        ),
        r"february 24(?:,? 2022)?|24 february(?: 2022)?|feb\. 24(?:,? 2022)?", r"february 2022",
    )),
    ("2014-01-01", "", (r"since 2014", r"from 2014")),
)  # fmt: skip
"""What a total counts from, as the published totals of the seeds are read; of whose totals, where that is one donor."""

# --- Items ------------------------------------------------------------------------------------------------------------

INCLUDES: Final = (
    r"(?<!not )(?<!n't )includ(?:e|es|ed(?! in)|ing)(?! by\b)(?: the following)?(?: capabilities| items| equipment)?",
    r"consist(?:s|ed|ing)?(?: mainly| mostly| primarily)? of",
    r"compris(?:e|es|ed|ing)(?: mainly| mostly| primarily)?(?: of)?",
    r"composed(?: mainly| mostly| primarily)? of", r"incorporat(?:es|ing)",
)  # fmt: skip
AMONG_THEM: Final = (
    r"(?:among|included in|also in|part of|on the list|(?:items|equipment|weapons) in)(?: [^.,;:]{1,60})?"
    r" (?:are|is|were)"
)
"""Before a list: things that are among those of a package."""
IT_HAS: Final = (
    r"(?:aid|assistance|package|tranche|batch|shipment|support|donation|it)(?: also| will| would)*"
    r" (?:has(?! \w+(?:ed|en)\b)|involves?|envisages?|envisions?|brings(?! the)|adds|comes? with|ranges? from"
    r"|focus(?:es)? on)"
)
"""Before a list: the package has it, brings it, comes with it."""
BETWEEN_DASHES: Final = (
    r"(?:package|shipment|batch|tranche|aid|assistance)(?: (?:from|to|for|of) [\w' ]{1,30}?)? ?[-\u2013\u2014:]"
)
"""Before a list in an aside."""
LISTS_IN_PROSE: Final = (
    *INCLUDES, AMONG_THEM, IT_HAS, BETWEEN_DASHES, r"contain(?:s|ed|ing)?", r"such as", r"namely",
    r"made up(?: mainly| mostly| primarily| largely)? of", r"in the form of", r"(?<![^\"])these are",
    r"featur(?:es?|ed|ing)", r"cover(?:s|ing)?",
)  # fmt: skip
LISTS: Final = (
    *LISTS_IN_PROSE, r"as follows", r"are", r"will see",
    r"(?:has|have|was|were) (?:also )?(?:provided|delivered|handed over|sent|transferred|received|given)",
)  # fmt: skip
"""What a list of things follows."""
HANDS_OVER: Final = (
    (
        r"(?:approved|authori[sz]ed|announced|confirmed) (?:the|a) (?:transfer|delivery|provision|supply|donation"
        r"|sending|export|shipment) of"
    ),
    r"(?:hands?|handing|handed)(?= ukraine| kyiv)", r"had (?:donated|delivered|sent|transferred|supplied|handed over)",
    r"(?:will|to|would|shall|is|are)(?: \w+){0,2} (?:ship(?:ping)?|allocate|hand(?! over)|export)",
    (
        r"(?:ukraine|kyiv) (?:(?:will|is to|would|is)(?: also)?(?: be)? (?:receive|get|receiving|getting|given|sent"
        r"|supplied with|provided with)|(?:gets|receives)(?= (?:\d|more|new|additional|another)))"
    ),
    r"(?:report(?:s|ed) on|confirm(?:s|ed)|announc(?:es|ed)) the (?:deliver(?:y|ies)|handover|transfer) of",
    r"(?:is|are) set to (?:ship|send|transfer|deliver|donate|hand over|provide|supply)",
    (
        r"(?:will|to|would|shall|is|are|has|have|we'll|we're|they'll|they're|today|also|and|decided to"
        r"|agreed to)(?: (?!not )\w+){0,3} (?:provid(?:e|es|ed|ing)|sen[dt](?:ing)?|deliver(?:ed|ing)?|donat(?:e|ed"
        r"|ing)|suppl(?:y|ied|ying)|transfer(?:red|ring)?|giv(?:e|en|ing)|gift(?:ed|ing)?|hand(?:ed|ing)? over"
        r"|acquire|procure|purchase|buy|finance|fund)"
    ),
    (
        r"(?:pledges?|pledged|promises?|promised|provid(?:es|ed|ing)|sends?|sent|sending|deliver(?:s|ed|ing)"
        r"|donat(?:es|ed|ing)|suppl(?:ies(?! of)|ied|ying)|transfers?|transferred|transferring|gives?|gave"
        r"|giving|gift(?:s|ed)|hand(?:s|ed|ing) over)"
    ),
)  # fmt: skip
"""What the things themselves follow, without a word like "including"."""
HANDED_OVER_THEN: Final = (
    r"(?:will|would|shall|are to|is to|are|is)(?: now| also| soon)?(?: be(?:ing)?)?(?: also| now)?"
    r" (?:sent|given|offered|provided|delivered|supplied|donated|transferred|handed over|shipped|gifted|included in"
    r"|part of|among)"
)
"""What the things themselves go before, at the beginning of a sentence."""
MADE_OF: Final = (
    r"spent on", r"earmarked for", r"(?:will|would|to|that) (?:also )?(?:pay|provide) for",
    r"used to (?:purchase|buy|procure|acquire)", r"used for(?: the)? (?:purchase|procurement) of",
    r"(?:go|going|goes) (?:to|towards?)(?: the)? (?:purchase|procurement|production) of",
    r"(?:go|going|goes) (?:to|towards?) (?:providing|purchasing|buying|supplying|procuring|acquiring)",
    r"allow ukraine to (?:acquire|procure|purchase)",
    r"(?:allows?|enables?|permits?)(?: for)? (?:the |additional |further |more )*(?:purchases?|procurement) of",
    r"(?:approved|authori[sz]ed) the (?:transfer|delivery|provision) of",
)  # fmt: skip
MADE_OF_IT: Final = (
    r"package of", r"worth of", r"(?:for|to) (?:ukraine|kyiv) with", r"to (?:acquire|procure|purchase|buy)",
    r"(?:purchase|procurement|supply|delivery|production) of",
    r"(?:assistance|package|tranche|aid) with(?= (?:more|additional|new|\d))",
    (
        r"(?:million|billion|euros|dollars|kroner|kronor|pounds|funding|aid|assistance|support|package)"
        r"(?: (?:to|for) (?:ukraine|kyiv))? (?:for|in)(?! (?:ukraine|kyiv|the)\b)"
    ),
)  # fmt: skip
"""What the things follow, the latter in a sentence that announces the package."""
REFERS: Final = (
    r"package", r"assistance", r"aid", r"announcement", r"it", r"this", r"these", r"support", r"donation",
    r"capabilit(?:y|ies)", r"tranche", r"drawdown", r"shipment", r"delivery", r"equipment", r"items",
    r"contribution", r"funds", r"money", r"funding", r"i", r"in particular", r"batch", r"list",
    r"we(?:'re| are|'ll| will)", r"the (?:weapons|arms|vehicles|systems)(?= (?:\w+ )?includ)",
    r"(?:ukraine|kyiv) (?:(?:will|is)(?: also)?(?: be)? (?:receiv\w+|get\w*|given|supplied|provided|sent))",
)  # fmt: skip
"""What a sentence speaks of when it goes on about a package that was announced before it."""
TO_WHOM: Final = (
    r" ?(?:to |for )?(?:(?:ukraine|kyiv|kiev|ukrainian|ukrainians|the ukrainian|zelensky\w*|the country|them"
    r"|it)(?:'s)?(?: (?:armed forces|military|army|forces|with|air force|soldiers"
    r"|troops))*)(?: with)?(?![\w]) ?"
)
SAYS_NOTHING: Final = (
    r"among others?(?: .{0,60})?",
    r"deliveries (?:from|financed) .{0,200}", r"and", r"or", r"more", r"others?", r"among other things",
    r"much more", r"etc\.?", r"(?:additional |more |new )?air[- ]?defen[cs]e",
    r"(?:\w+ )?other (?:items?|things|supplies)",
    r"(?:the )?(?:following )?authorit\w+.{0,200}", r"funds?",
    (
        r"(?:the |new |additional |military |defen[cs]e |us |u\.s\. |american |further |more |critical |crucial |fresh "
        r"|vital |key |essential |modern |advanced |sophisticated |much-needed |defensive |important |necessary )*"
        r"(?:weapons?|arms|equipment|capabilit(?:y|ies)|mat[e\u00e9]riel|weapons and equipment"
        r"|arms and equipment|supplies"
        r"|materials?|weapon systems|weapons supplies|aid funding)"
        r"(?: from (?:[\w.']+ ){0,5}(?:stocks?|stockpiles?|inventor(?:y|ies)))?"
    ),
    r"with .{0,200}", r"(?:this|that|these|those) .{0,200}",
)  # fmt: skip
"""What is no thing by itself."""
NOT_COUNTED: Final = (
    r"of(?: (?:which|whom|them|these|those)\b.*)?$",
    (
        r"(?:more |additional |of )?(?:\w+ )?(?:hours?|days?|weeks?|months?|years?|percent|per cent|people"
        r"|soldiers|troops(?! carriers?)|personnel(?! carriers?| vehicles?)"
        r"|service ?members|civilians|countries|nations|allies|euros?|dollars?"
        r"|million|billion|times)"
    ),
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)",
)  # fmt: skip
"""What is counted without being a thing."""
AID_TO_UKRAINE: Final = r"(?:aid|assistance) (?:to|for) (?:ukraine|kyiv)"
"""No thing even in a list: a heading behind it."""
NO_THING: Final = (
    r"^(?:in|on|at|by|during|after|before|were|was|are|have|had|when|where|largest)(?!-)",
    r"more than just", r"strengthen", r"bolster", r"boost", r"enhance", r"project",
    r"defen[cs]e articles", r"military education", r"commodities", r"production", r"initiative", r"coalition",
    r"offers?",
    r"cabinet", r"letter", r"government", r"parliament", r"ministry", r"sent", r"said", r"we", r"they", r"i",
    r"authority", r"influx", r"requirements", r"health care", r"industrial base", r"democratic", r"sanctions?",
    r"war effort", r"forces", r"people", r"countr(?:y|ies)", r"invasion", r"aggression",
    r"(?<!maintenance )(?<!technical )assistance",
    r"drawing down", r"packages?", r"tranches?", r"batch(?:es)?", r"deliveries", r"determinations",
    r"mobili[sz]ation", r"attacks", r"strikes", r"support to",
)  # fmt: skip
"""Words that no thing in prose is described with."""
PURPOSE: Final = (
    r"[-\u2013\u2014](?= )", r"essential(?= to| for)", r"designed", r"also", r"at a cost", r"prior to",
    r"from (?:\w+ )?(?:compan(?:y|ies)|manufacturers?|firms?)",
    r"(?:cap)?able (?:of|to)",
    r"and (?!training)\w+ing (?:that|out|the|an?)", r"paid for", r"related to", r"in response", r"using",
    r"used(?= to)",
    r"of (?:various|different|several) (?:types|kinds)",
    r"(?:ukraine|kyiv|they) (?:has|have|had|needs?|asked|wants?|requested|badly)",
    r"(?:for|to) (?:ukraine|kyiv)(?!'s (?-i:[A-Z]))", r"in (?:a|an|the|its) (?:\w+ ){0,2}package",
    r"(?:by|in|during) 20\d\d",
    r"such as", r"flowing", r"tailored", r"directly",
    r"(?:in order )?(?<!surface )(?<!air )(?<!up )(?<!close )to (?-i:[a-z]\w+)", r"that", r"which", r"who",
    r"as part of", r"worth", r"valued", r"under",
    r"from (?:the|its|our|us|u\.s\.|dod|existing|stocks|own|german|british)", r"because", r"while", r"when",
    r"so that", r"will", r"is", r"are", r"was", r"were", r"has", r"have", r"can", r"could", r"would",
    r"according to", r"among (?:other|others)", r"as soon as", r"by the end", r"this year", r"next year", r"today",
    r"over the", r"against", r"amid", r"needed", r"drawn", r"ahead of",
    r"(?:he|she|they|officials|the ministry|the minister|the statement|minister \w+) (?:said|added|told)", r"said",
    r"in (?:the )?(?:coming|next|near|following)",
    r"in \"?(?:significant|large|great|unspecified)\"? numbers", r"through the", r"via",
)  # fmt: skip
"""Where the words that describe a thing end."""
LEADING: Final = (
    (
        r"(?:(?:additional|defensive|military|lethal|non-lethal|new|more|further) )+(?:equipment|weapons|supplies)"
        r" (?:including|such as)"
    ),
    r"which (?:also )?(?:includes?|contains?|comprises?)",
    r"(?:various|different|several)", r"types of",
    r"(?:acquire|purchase|procure|buy|donate|deliver|send|provide)(?: and \w+)?",
    r"an? (?:as yet )?(?:unspecified|undisclosed|unknown) (?:number|amount|quantity) of", r"\"?new type\"? of",
    r"of", r"with(?= (?:an additional )?\d)",
    r"including", r"such as", r"from industry",
    r"to (?:provide|send|deliver|give|supply|donate) (?:ukraine|kyiv) (?:with)?",
    (
        r"(?:an?|the) (?:array|range|number|variety|series|wide range|host|quantity|batch|shipment|large number"
        r"|significant number|package|mix|combination|set|supply|delivery)\"? of(?: (?:additional|other|new"
        r"|military))?"
    ),
    r"the following", r"(?:for )?(?:the )?(?:donation|provision|delivery|supply|purchase|procurement|transfer) of",
    (
        r"(?:providing|supplying|sending|delivering|procuring|purchasing|donating|financing|production of"
        r"|delivery of|supply of|procurement of|purchase of|provision of|transfer of)"
    ),
    r"among (?:them|these|those)", r"significant quantities of", r"quantities of", r"large quantities of",
    r"among other things,?",
    r"for example,?", r"more", r"both", r"the", r"critical(?:ly needed)? capabilities(?: such as|,? including)?",
    r"key capabilities(?: such as|,? including)?", r"supplementing",
    r"capabilities to (?:support|augment|bolster) [\w' ]{3,60}? such as", r"also", r"important", r"items such as",
    r"equipment such as", r"but not limited to:?", r"are", r"necessary",
)  # fmt: skip
"""Words before a thing that say nothing of it."""

MODIFIERS: Final = (
    r"coastal", r"riverine", r"naval", r"sea", r"armou?red", r"unmanned", r"aerial", r"anti-\w+", r"surface-to-air",
    r"electronic", r"recovery", r"light", r"heavy", r"short", r"medium", r"long(?:-range)?", r"reconnaissance",
    r"attack", r"strike",
    r"\d+ (?:logistics?|supply|transport|support)", r"engineering", r"mine-clearing",
    r"surveillance", r"tactical", r"loitering", r"explosive", r"small", r"sniper", r"air[- ]defen[cs]e",
)  # fmt: skip
"""Words that describe a thing, and name none before "and": "coastal and riverine boats"."""
ONLY_MODIFIERS: Final = (
    r"tube-launched(?:, optically[- ]tracked)?",
    r"surveillance",
    r"reconnaissance",
    r"attack",
    r"strike",
    r"short",
    r"medium",
    r"coastal",
    r"sea",
)
"""Alone between commas these describe what is named behind them: "surveillance, strike and sea drones"."""

CATEGORIES: Final = (
    (Category.MEDICAL, (
        r"medical", r"medic(?:s|ines?)?", r"first[- ]aid", r"ambulances?", r"tourniquets?", r"hospitals?",
        r"evacuation vehicles?",
    )),
    (Category.DEMINING_AND_ENGINEERING, (
        r"de-?mining", r"mine[- ]?clear(?:ing|ance)", r"obstacle[- ]?(?:clearing|emplacement)", r"demolitions?",
        r"bulldozers?", r"excavators?", r"bridg(?:e|es|ing)(?:-laying)?", r"engineer(?:ing)?", r"explosive ordnance",
        r"eod", r"mine ?rollers?", r"ploughs?", r"demining",
    )),
    (Category.AIR_DEFENSE, (
        r"air[- ]?defen[cs]e", r"anti-?aircraft", r"surface[- ]to[- ]air", r"air[- ]to[- ]air missiles?", r"patriots?",
        r"nasams", r"iris-t", r"hawks?", r"stingers?", r"avengers?", r"aim-\w+", r"rim-7", r"gepards?", r"cheetahs?",
        r"flakpanzers?", r"skynex", r"manpads?", r"amraams?", r"asraams?", r"counter-(?:uas|drone|unmanned)[\w-]*",
        r"counter-?(?:uas|drones?|unmanned)", r"c-uas", r"vampire", r"interceptors?", r"starstreaks?", r"martlets?",
        r"lmm", r"samp/?t", r"crotale", r"mistrals?", r"piorun", r"raven", r"terrahawk", r"air surveillance",
        r"tridon", r"rbs ?70", r"robotsystem 70",
    )),
    (Category.MARITIME, (
        r"crafts?", r"boats?", r"ships?", r"coastal", r"naval", r"maritime", r"harpoons?", r"vessels?",
        r"minehunters?", r"riverine", r"sea ?kings?", r"underwater", r"minesweepers?", r"anti-ship",
    )),
    (Category.AIRCRAFT_AND_UAS, (
        r"unmanned", r"uavs?", r"uas", r"drones?", r"helicopters?", r"aircrafts?", r"jets?", r"fighters?",
        r"planes?", r"f-16s?", r"mig-29s?", r"mi-17s?", r"mi-24s?", r"switchblades?", r"phoenix ghosts?", r"pumas?",
        r"scaneagles?", r"harms?", r"anti-radiation", r"gripens?", r"mirages?", r"air[- ]to[- ]ground", r"aerial",
        r"jdams?", r"(?<!mortar )bombs?", r"storm shadows?", r"scalp", r"taurus", r"loitering", r"quadcopters?",
        r"vectors?",
        r"heidrun", r"precision aerial", r"glide bombs?", r"fpv",
    )),
    (Category.ANTI_ARMOR_AND_SMALL_ARMS, (
        r"anti-?(?:armou?r|tank)", r"javelins?", r"at-4s?", r"tows?", r"nlaws?", r"carl[- ]gustaf\w*",
        r"small[- ]arms", r"rifles?", r"pistols?", r"shotguns?", r"machine[- ]?guns?", r"grenades?",
        r"grenade launchers?", r"ammunition for small arms", r"cartridges?", r"brimstones?", r"panzerfausts?",
        r"milans?", r"rpgs?", r"sniper", r"calib(?:er|re) ammunition", r"light weapons", r"handguns?", r"bullets?",
        r"claymores?", r"anti-personnel",
    )),
    (Category.FIRES, (
        r"artillery", r"howitzers?", r"mortars?", r"himars", r"gmlrs", r"rockets?", r"rocket launchers?", r"mlrs",
        r"155[- ]?mm", r"105[- ]?mm", r"120[- ]?mm", r"122[- ]?mm", r"152[- ]?mm", r"shells?", r"rounds?",
        r"caesars?", r"archers?", r"pzh ?2000s?", r"panzerhaubitze", r"as-?90s?", r"atacms", r"excalibur",
        r"counter-battery", r"counter-artillery", r"glsdb", r"warheads?", r"mars ii", r"ramm?", r"precision-guided",
        r"missiles?", r"m777s?", r"ammunition", r"munitions?",
    )),
    (Category.GROUND_MANEUVER, (
        r"tanks?", r"leopards?", r"abrams", r"challengers?", r"bradleys?", r"strykers?", r"marders?", r"armou?red",
        r"(?<!body )armou?r",
        r"vehicles?", r"hmmwvs?", r"humvees?", r"mraps?", r"m113s?", r"apcs?", r"ifvs?", r"cv ?90s?", r"trucks?",
        r"trailers?", r"carriers?", r"cougars?", r"mastiffs?", r"huskys?", r"wolfhounds?", r"bushmasters?",
        r"pbv ?\w+", r"rosomaks?", r"t-72s?", r"bmp-\w+", r"btrs?", r"tractors?", r"pick-?ups?", r"all-terrain",
        r"dingos?", r"wisents?", r"biber", r"beaver", r"senators?", r"lavs?", r"patrias?", r"boxers?",
    )),
    (Category.SUPPORT, (
        r"training", r"maintenance", r"sustainment", r"spare parts?", r"spares", r"repairs?", r"services?",
        r"logistics?", r"transport(?:ation)?", r"support equipment", r"ancillary", r"field equipment", r"funding",
        r"generators?", r"fuel", r"tools?", r"technical assistance", r"satellite", r"communications?", r"starlinks?",
        r"radios?", r"body armou?r", r"helmets?", r"protective", r"clothing", r"uniforms?", r"winter",
        r"cold[- ]weather", r"night[- ]vision", r"optics?", r"thermal", r"gear", r"tents?", r"rations?", r"mres?",
        r"radars?", r"masks?", r"electronic", r"jamm(?:ing|ers?)", r"sensors?", r"surveillance", r"reconnaissance",
        r"laptops?",
        r"cyber\w*", r"it equipment", r"batteries", r"boots", r"vests", r"intelligence", r"simulators?", r"sights?",
        r"binoculars?",
    )),
    (Category.OTHER, (
        r"weapons?", r"weaponry", r"systems?", r"equipment", r"capabilit(?:y|ies)", r"launchers?", r"arms", r"guns?",
        r"barrels?", r"components?", r"materials?", r"ammunitions", r"projectiles?", r"kits?", r"explosives?",
        r"mat[e\u00e9]riel", r"supplies", r"items",
        r"chemical", r"cbrn", r"laser", r"mines?", r"barriers?", r"plates?", r"containers?", r"shelters?",
    )),
)  # fmt: skip
"""Things that are given, by the heading under which they are listed; the first that fits speaks for a thing."""


@cache
def pattern(*cues: str) -> re.Pattern[str]:
    """One expression that finds any of the cues."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(cues)})(?![\w])", re.IGNORECASE)


@cache
def ending(*cues: str) -> re.Pattern[str]:
    """One expression that finds any of the cues right before the end."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(cues)}) ?$", re.IGNORECASE)
