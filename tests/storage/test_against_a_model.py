"""The ledger against a model of it in plain Python, written from the rules in words, on both databases.

The model knows no spells, no queries and no digests: it keeps what was stated in lists, and answers every question by
going through all of them.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from storage.test_totals import reference, shown
from support import Anew, Fresh, attempt, package

from aidledger.domain.dates import Period
from aidledger.domain.findings import Kind
from aidledger.domain.lookback import NOW, AsOf
from aidledger.domain.model import validate
from aidledger.domain.packages import Entry, Package
from aidledger.domain.report import Report
from aidledger.domain.revisions import Kept
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import Dimension, Stage, Status
from aidledger.errors import AidledgerError, Conflict, InvalidInput, NotFound
from aidledger.storage.ledger import Ledger
from aidledger.storage.recording import Recorded
from aidledger.storage.restoring import Restored

Fields = dict[str, Any]
"""A package document, as a person writes it."""


THIS_YEAR: Final = str(datetime.now(UTC).year)
ALL_STAGES: Final = Filters(stages=tuple(Stage))
_UNHURRIED: Final = [HealthCheck.too_slow]


class Said(NamedTuple):
    """One revision as the model keeps it: the document, what the ledger fills in, and what it alone can know."""

    number: int
    fields: Fields
    package: Package
    recorded_at: datetime = datetime.max.replace(tzinfo=UTC)
    digest: str = ""

    @property
    def known_on(self) -> date:
        assert self.package.known_on
        return self.package.known_on


class Handed(NamedTuple):
    """One document as it is handed in; with `tip`, its author has seen as many revisions."""

    fields: Fields
    reason: str | None = None
    tip: int | None = None


def stated(fields: Fields) -> Package:
    return validate(Package, {name: value for name, value in fields.items() if value is not None})


def same_content(one: Package, other: Package) -> bool:
    """Whether both state the same, in all but ref and known on."""
    nameless = {"ref": None, "known_on": None}
    return one.model_copy(update=nameless) == other.model_copy(update=nameless)


def known_by_default(package: Package, today: date) -> date:
    """Of a first revision: its source's publication date, else the last day of announced on; never after today."""
    published = next((cited.published_on for cited in package.sources if cited.published_on), None)
    return min(today, max(published, package.announced_on.first_day) if published else package.announced_on.last_day)


class Model:
    """All that was recorded, by ref and number."""

    def __init__(self, chains: dict[str, list[Said]]) -> None:
        self.chains = chains

    def with_added(self, added: list[tuple[str, Said]]) -> "Model":
        chains = {ref: list(chain) for ref, chain in self.chains.items()}
        for ref, said in added:
            chains.setdefault(ref, []).append(said)
        return Model(chains)

    @property
    def everything(self) -> list[tuple[str, Said]]:
        """Every revision with its ref, in the order in which they were recorded."""
        found = [(ref, said) for ref, chain in self.chains.items() for said in chain]
        return sorted(found, key=lambda pair: pair[1].recorded_at)

    def admitted(self, ref: str, as_of: AsOf) -> list[Said]:
        """The revisions that were known, and recorded, by then."""
        return [
            said
            for said in self.chains.get(ref, [])
            if (as_of.known_on is None or said.known_on <= as_of.known_on)
            and (as_of.recorded_at is None or said.recorded_at <= as_of.recorded_at)
        ]

    def speaking(self, ref: str, as_of: AsOf = NOW) -> Said | None:
        """The revision with the latest known on, the highest number among equals."""
        return max(self.admitted(ref, as_of), key=lambda said: (said.known_on, said.number), default=None)

    def view(self, as_of: AsOf = NOW) -> dict[str, Said]:
        """What speaks for each package, in the order in which packages are listed."""
        found = {ref: said for ref in self.chains if (said := self.speaking(ref, as_of))}

        def place(ref: str) -> tuple[date, date, str]:
            announced = found[ref].package.announced_on
            return announced.first_day, announced.last_day, ref

        return {ref: found[ref] for ref in sorted(found, key=place)}

    def faults(self) -> Iterator[type[AidledgerError]]:
        """What is wrong with the links on any day; between the days on which something was known nothing changes."""
        for _, said in self.everything:
            for named in (said.package.draws_on, said.package.duplicate_of):
                if named and named not in self.chains:
                    yield NotFound
        for day in {said.known_on for _, said in self.everything}:
            view = {ref: said.package for ref, said in self.view(AsOf(known_on=day)).items()}
            for child in view.values():
                parent = view.get(child.draws_on or "")
                if parent and parent.stage.rank > child.stage.rank:
                    yield InvalidInput
                if parent and parent.status is Status.CANCELLED and child.status is Status.LIVE:
                    yield Conflict
                for _ in view:
                    parent = view.get(parent.draws_on or "") if parent else None
                if parent:  # after as many steps as there are packages, it goes round
                    yield InvalidInput

    def free_ref(self, base: str, others: set[str]) -> str:
        """`base`, or `base` with the first number behind it that no package has."""
        names = (base if number == 1 else f"{base}-{number}" for number in count(1))
        return next(name for name in names if name not in self.chains and name not in others)


class Judged(NamedTuple):
    """What has to become of documents: refused for one of `faults`, else answered so, with these added."""

    faults: set[type[AidledgerError]]
    answers: list[set[Recorded]]
    added: list[tuple[str, Said]]


def judge(model: Model, handed: list[Handed], today: date, *, new: bool = False) -> Judged:
    """The rules of recording: already recorded, refused, or the next revision."""
    faults: set[type[AidledgerError]] = set()
    answers: list[set[Recorded]] = []
    added: list[tuple[str, Said]] = []
    named = {str(one.fields["ref"]) for one in handed if one.fields.get("ref")}
    for fields, reason, tip in handed:
        now, meant = model.with_added(added), stated(fields)
        chain = now.chains.get(meant.ref or "", [])
        if meant.known_on and meant.known_on > today:
            faults.add(InvalidInput)
        same = known_already(now, meant, today, tip=tip, new=new)
        if same:
            answers.append(same)
            continue
        if reason and not chain:
            faults.add(NotFound)
        if (chain and not reason) or (chain and tip is not None and tip != len(chain)):
            faults.add(Conflict)
        ref = meant.ref or now.free_ref(meant.suggested_ref, named)
        known_on = meant.known_on or (today if chain else known_by_default(meant, today))
        if ref == meant.duplicate_of:
            faults.add(InvalidInput)
        filled = meant.model_copy(update={"ref": ref, "known_on": known_on})
        answers.append({Recorded(ref, len(chain) + 1, already=False)})
        added.append((ref, Said(len(chain) + 1, fields, filled)))
    return Judged(faults | set(model.with_added(added).faults()), answers, added)


def known_already(model: Model, meant: Package, today: date, *, tip: int | None, new: bool) -> set[Recorded]:
    """The revisions as which a document is recorded already; there may be several that state the same."""
    chain = model.chains.get(meant.ref or "", [])
    if meant.ref is None:
        searched = [] if new else model.everything
    elif tip is None:
        searched = [(meant.ref, said) for said in chain if meant.known_on in {None, said.known_on}]
    else:
        speaking = model.speaking(meant.ref, AsOf(known_on=meant.known_on or today))
        searched = [(meant.ref, speaking)] if speaking else []
    return {Recorded(ref, said.number, already=True) for ref, said in searched if same_content(said.package, meant)}


_refs = st.sampled_from(["a", "b", "c", "d", "us-2023-03-01"])
_past = st.sampled_from(["2023-03-15", "2023-06-01", "2023-09-01", "2024-01-01"]).map(date.fromisoformat)
_days = st.integers(0, 19).flatmap(
    lambda odds: st.just(date(9000, 1, 1)) if odds == 19 else st.just(date(2023, 1, 1)) if odds == 18
    else st.none() if odds < 6 else _past
)  # fmt: skip
_amounts = st.sampled_from(["USD 100", "at least USD 40", "up to USD 60", "EUR 50", "-USD 20", "about JPY 30"])
_stages = st.sampled_from(["commitment"] * 5 + ["pledge", "appropriation", "delivery"])
_announced = st.sampled_from(["2023-03-01"] * 4 + ["2023-03", "2023", THIS_YEAR])
_sources = st.sampled_from([["a source"], [{"title": "a sheet", "published_on": "2023-05-02"}, "another"]])
_documents = st.fixed_dictionaries(
    {"donor": st.sampled_from(["US", "US", "DK+NO"]), "title": st.sampled_from(["x", "y"]), "announced_on": _announced},
    optional={
        "amount": _amounts,
        "stage": _stages,
        "draws_on": st.sampled_from(["a", "b", "c", "d"]),
        "items": st.just(["12 x HIMARS"]),
        "sources": _sources,
        "tags": st.just(["word"]),
        "status": st.just("cancelled"),
    },
)
_changes = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["x", "z", None]),
        "amount": st.none() | _amounts,
        "stage": _stages,
        "draws_on": st.none() | st.sampled_from(["a", "b", "c"]),
        "announced_on": _announced,
        "items": st.just(["two Patriot batteries"]),
        "sources": _sources,
        "note": st.none() | st.just("a note"),
    },
)
_held: st.SearchStrategy[str] = st.runner().flatmap(lambda machine: st.sampled_from(sorted(machine.model.chains)))
_lags = st.sampled_from([None] * 3 + [0] * 4 + [1, -1])
"""How many revisions somebody has missed; `None` where nobody says."""


class Noted(NamedTuple):
    """What the ledger said at some instant."""

    spoke: list[tuple[str | None, str]]
    totals: dict[str, Any]


class LedgerMachine(RuleBasedStateMachine):
    """A ledger and its model, side by side; and a mirror, into which the stream is restored now and then."""

    def __init__(self, one: Anew, mirror: Anew, other: Anew) -> None:
        super().__init__()
        self._open = ExitStack()
        self.ledger = self._open.enter_context(one())
        self.mirror = self._open.enter_context(mirror())
        self.mirrored = 0
        self._other = other
        self.model = Model({})
        self.noted: dict[datetime, Noted] = {}

    def teardown(self) -> None:
        with self._open:
            self._every_revision_is_still_what_was_stated()
            for instant in self.noted:
                self._says_again_what_it_said(instant)
            assert [one for one in self.ledger.verify() if one.kind is Kind.FAULT] == []
            self.bring_the_mirror_up_to_date()
            assert [one for one in self.mirror.verify() if one.kind is Kind.FAULT] == []
            self._restores_into_an_empty_ledger()

    # What people do.

    @initialize(a_draws_on=st.sampled_from([None, "b"]), b_draws_on=st.sampled_from([None, "c"]))
    def begin_with_three_packages(self, a_draws_on: str | None, b_draws_on: str | None) -> None:
        plain = {"donor": "US", "title": "x", "announced_on": "2023-03-01", "amount": "USD 100"}
        links = {"a": a_draws_on, "b": b_draws_on, "c": None}
        self._hand_in([(plain | {"draws_on": link}, ref, None, None, None) for ref, link in links.items()], new=True)

    @rule(fields=_documents, ref=st.none() | _refs, known_on=_days, new=st.booleans())
    def record(self, fields: Fields, ref: str | None, known_on: date | None, new: bool) -> None:
        self._hand_in([(fields, ref, known_on, None, None)], new=new)

    @rule(
        handed=st.lists(
            st.tuples(_documents, _refs, _days, st.sampled_from(["restated"] * 5 + [None]), _lags),
            min_size=1, max_size=3,
        )
    )  # fmt: skip
    def hand_in_documents(self, handed: list[tuple[Fields, str, date | None, str | None, int | None]]) -> None:
        self._hand_in(handed, new=False)

    @rule(ref=_held, changes=_changes, known_on=_days, lag=_lags)
    def revise(self, ref: str, changes: Fields, known_on: date | None, lag: int | None) -> None:
        judged = self._judge_revision(ref, {"status": None, "duplicate_of": None} | changes, known_on, lag)
        tip = self._tip(ref, lag)
        self._expect(
            judged, lambda: [self.ledger.revise(ref, changes, reason="better known", known_on=known_on, tip=tip)]
        )

    @rule(ref=_held, duplicate_of=st.none() | _held, known_on=_days, lag=_lags)
    def cancel(self, ref: str, duplicate_of: str | None, known_on: date | None, lag: int | None) -> None:
        # One that is cancelled already stays the duplicate that it was, unless another one is named.
        changes: Fields = {"status": "cancelled"} | ({"duplicate_of": duplicate_of} if duplicate_of else {})
        judged, tip = self._judge_revision(ref, changes, known_on, lag), self._tip(ref, lag)
        self._expect(
            judged,
            lambda: [self.ledger.cancel(ref, reason="twice", duplicate_of=duplicate_of, known_on=known_on, tip=tip)],
        )

    @precondition(lambda self: any(said.package.status is Status.CANCELLED for said in self.model.view().values()))
    @rule(data=st.data(), known_on=st.none() | _past)
    def restore_what_was_cancelled(self, data: st.DataObject, known_on: date | None) -> None:
        view = self.model.view()
        gone = [ref for ref, said in view.items() if said.package.status is Status.CANCELLED]
        self.revise(data.draw(st.sampled_from(gone)), {}, known_on, None)

    def _tip(self, ref: str, lag: int | None) -> int | None:
        return None if lag is None else max(1, len(self.model.chains.get(ref, [])) - lag)

    def _hand_in(
        self, handed: Sequence[tuple[Fields, str | None, date | None, str | None, int | None]], *, new: bool
    ) -> None:
        documents = [
            Handed(
                fields | {"ref": ref, "known_on": known_on and known_on.isoformat()},
                reason,
                self._tip(ref, lag) if ref and reason else None,
            )
            for fields, ref, known_on, reason, lag in handed
        ]
        if any(isinstance(attempt(stated, one.fields), InvalidInput) for one in documents):
            return  # no document, and nothing that could be handed in
        entries = [Entry(stated(fields), reason=reason, tip=tip) for fields, reason, tip in documents]
        judged = judge(self.model, documents, datetime.now(UTC).date(), new=new)
        self._expect(judged, lambda: self.ledger.record_many(entries, new=new))

    def _judge_revision(self, ref: str, changes: Fields, known_on: date | None, lag: int | None) -> Judged:
        """A revision carries over the fields known on its own known-on day."""
        today = datetime.now(UTC).date()
        day = known_on or today
        chain = self.model.chains[ref]
        before = self.model.speaking(ref, AsOf(known_on=day))
        if before is None:
            return Judged({InvalidInput}, [], [])
        fields = before.fields | changes | {"ref": ref, "known_on": day.isoformat()}
        if isinstance(attempt(stated, fields), InvalidInput):
            return Judged({InvalidInput}, [], [])
        tip = self._tip(ref, lag)
        return judge(self.model, [Handed(fields, "a reason", len(chain) if tip is None else tip)], today)

    def _expect(self, judged: Judged, act: Callable[[], list[Recorded]]) -> None:
        """Let the ledger act, and see that it does what the rules say; what is refused changes nothing."""
        if judged.faults:
            before = self.ledger.fingerprint(), self.ledger.size()
            with pytest.raises(tuple(judged.faults)) as caught:
                act()
            assert caught.value.hint
            assert (self.ledger.fingerprint(), self.ledger.size()) == before
            return
        answers = act()
        assert len(answers) == len(judged.answers)
        for answer, expected in zip(answers, judged.answers, strict=True):
            assert answer._replace(changes=()) in expected
        if judged.added:
            self._learn(judged.added)
            view = self.ledger.find()
            self.noted[self.model.everything[-1][1].recorded_at] = Noted(
                [(one.package.ref, one.digest) for one in view],
                shown(self.ledger.totals([Dimension.STAGE], None, ALL_STAGES)),
            )

    def _learn(self, added: list[tuple[str, Said]]) -> None:
        """Look at the new revisions: they state what was meant, and follow everything else in time."""
        latest = max(self.noted, default=datetime.min.replace(tzinfo=UTC))
        for ref, said in added:
            revision = self.ledger.history(ref)[said.number - 1]
            assert revision.package == said.package
            assert revision.recorded_at > latest
            latest = revision.recorded_at
            chain = self.model.chains.setdefault(ref, [])
            assert revision.previous == (chain[-1].digest if chain else None)
            chain.append(said._replace(recorded_at=latest, digest=revision.digest))

    # What people ask.

    @rule(data=st.data(), known_on=st.none() | _past | st.just(date(2023, 1, 1)), ref=_refs)
    def look_back(self, data: st.DataObject, known_on: date | None, ref: str) -> None:
        instants = [said.recorded_at for _, said in self.model.everything]
        just_before = [instant - timedelta(microseconds=1) for instant in instants]
        as_of = AsOf(known_on=known_on, recorded_at=data.draw(st.sampled_from([None, *instants, *just_before])))
        view = self.model.view(as_of)
        assert [(one.package.ref, one.number) for one in self.ledger.find(as_of=as_of)] == [
            (name, said.number) for name, said in view.items()
        ]
        said = view.get(ref)
        if said is None:
            for read in (self.ledger.get, self.ledger.history):
                with pytest.raises(NotFound):
                    read(ref, as_of)
        else:
            assert self.ledger.get(ref, as_of).digest == said.digest
            admitted = [one.digest for one in self.model.admitted(ref, as_of)]
            assert [one.digest for one in self.ledger.history(ref, as_of)] == admitted

    @rule(
        data=st.data(),
        known_on=st.none() | _past,
        by=st.sampled_from([Dimension.STAGE, Dimension.MONTH, Dimension.CURRENCY, Dimension.DONOR]),
        filters=st.sampled_from([Filters(), ALL_STAGES]),
    )
    def total(self, data: st.DataObject, known_on: date | None, by: Dimension, filters: Filters) -> None:
        """Only as recorded when something was completely recorded: in the middle of a batch links may be wrong."""
        as_of = AsOf(known_on=known_on, recorded_at=data.draw(st.sampled_from([None, *self.noted])))
        packages = [said.package for said in self.model.view(as_of).values()]
        expected = reference(packages, (by,), Period(), filters)
        assert shown(self.ledger.totals([by], None, filters, as_of)) == expected

    @precondition(lambda self: len(self.noted) > 2)
    @rule(data=st.data())
    def look_again(self, data: st.DataObject) -> None:
        self._says_again_what_it_said(data.draw(st.sampled_from(list(self.noted))))

    def _says_again_what_it_said(self, instant: datetime) -> None:
        """The figures of a report come out again, whatever was recorded since."""
        as_of = AsOf(recorded_at=instant)
        again = Noted(
            [(one.package.ref, one.digest) for one in self.ledger.find(as_of=as_of)],
            shown(self.ledger.totals([Dimension.STAGE], None, ALL_STAGES, as_of)),
        )
        assert again == self.noted[instant]

    def _every_revision_is_still_what_was_stated(self) -> None:
        with self.ledger.stream() as found:
            revisions = list(found)
        assert [(one.stated, one.number, one.recorded_at, one.digest) for one in revisions] == [
            (said.package, said.number, said.recorded_at, said.digest) for _, said in self.model.everything
        ]
        assert all(one.recomputed_digest == one.digest for one in revisions)
        heads = {ref: said.digest for ref, said in self.model.view().items()}
        assert {ref: self.ledger.get(ref).digest for ref in self.model.chains} == heads
        assert self.ledger.fingerprints() == {ref: chain[-1].digest for ref, chain in self.model.chains.items()}

    # What is taken elsewhere.

    @precondition(lambda self: len(self.model.everything) > self.mirrored + 2)
    @rule()
    def bring_the_mirror_up_to_date(self) -> None:
        held = len(self.model.everything)
        with self.ledger.stream() as revisions:
            restored = self.mirror.restore(map(Kept, revisions))
        assert restored == Restored(added=held - self.mirrored, already=self.mirrored)
        assert self.mirror.fingerprint() == self.ledger.fingerprint()
        self.mirrored = held

    def _restores_into_an_empty_ledger(self) -> None:
        with self._other() as empty:
            with self.ledger.stream() as revisions:
                assert empty.restore(map(Kept, revisions), dry_run=True).already == 0
            assert empty.size() == (0, 0)
            with self.ledger.stream() as revisions:
                empty.restore(map(Kept, revisions))
            assert empty.fingerprint() == self.ledger.fingerprint()
            assert shown(empty.totals([Dimension.STAGE])) == shown(self.ledger.totals([Dimension.STAGE]))


def agree(one: Anew, mirror: Anew, other: Anew, *, examples: int, steps: int) -> None:
    """Run the machine on the ledger `one`; what it records is taken to the two others."""

    class Here(LedgerMachine):
        def __init__(self) -> None:
            super().__init__(one, mirror, other)

    run_state_machine_as_test(
        Here, settings=settings(max_examples=examples, stateful_step_count=steps, suppress_health_check=_UNHURRIED)
    )


def test_the_ledger_does_what_the_rules_say(anew_sqlite: Anew) -> None:
    agree(anew_sqlite, anew_sqlite, anew_sqlite, examples=6, steps=15)


def test_the_ledger_does_what_the_rules_say_on_postgresql(anew_postgresql: Anew, anew_sqlite: Anew) -> None:
    agree(anew_postgresql, anew_sqlite, anew_sqlite, examples=2, steps=15)


@pytest.mark.slow
def test_the_ledger_does_what_the_rules_say_in_long_histories(anew_sqlite: Anew) -> None:
    agree(anew_sqlite, anew_sqlite, anew_sqlite, examples=200, steps=40)


@pytest.mark.slow
def test_the_ledger_does_what_the_rules_say_in_long_histories_on_postgresql(
    anew_postgresql: Anew, anew_sqlite: Anew
) -> None:
    agree(anew_postgresql, anew_sqlite, anew_postgresql, examples=30, steps=40)


Script = list[tuple[str, int, date | None]]
"""What a writer does: a deed, a number that it is about, and the day on which it was known."""

_deeds = st.tuples(st.sampled_from(["record", "revise", "cancel", "restore"]), st.integers(1, 99), st.none() | _past)
_scripts = st.lists(st.lists(_deeds, min_size=2, max_size=5), min_size=2, max_size=3)


def follow(ledger: Ledger, script: Script) -> None:
    for deed, number, day in script:
        ref = f"shared-{number % 2}"
        if deed == "record":
            ledger.record(package(amount=f"USD {number}"), new=True)
        elif deed == "cancel":
            ledger.cancel(ref, reason="gone", known_on=day)
        else:
            changes = {"amount": f"USD {number}"} if deed == "revise" else {}
            ledger.revise(ref, changes, reason="better known", known_on=day)


def race(target: str, scripts: list[Script]) -> list[Report]:
    """Let writers follow their scripts at once, and report what can be read meanwhile."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(scripts) + 1, timeout=60)

    def write(writer: int) -> None:
        try:
            with Ledger.open(target, author=f"writer {writer}") as ledger:
                start.wait()
                follow(ledger, scripts[writer])
        except BaseException as error:  # noqa: BLE001  told below, in the test's own thread
            failures.append(error)

    with Ledger.open(target) as reader:
        for number in range(2):
            reader.record(package(ref=f"shared-{number}", announced_on="2023-03-01", amount="USD 100"))
        threads = [threading.Thread(target=write, args=(writer,)) for writer in range(len(scripts))]
        for thread in threads:
            thread.start()
        start.wait()
        reports = [reader.report()]
        while any(thread.is_alive() for thread in threads):
            if reader.latest() != reports[-1].recorded_up_to:
                reports.append(reader.report())
        for thread in threads:
            thread.join()
        assert failures == []
        return reports


def reads_again(target: str, scripts: list[Script]) -> None:
    """Whatever was reported while others wrote comes out again as recorded at the instant that it names."""
    with Ledger.open(target) as ledger:
        for report in race(target, scripts):
            assert report.recorded_up_to
            again = ledger.report(as_of=AsOf(recorded_at=report.recorded_up_to))
            assert (again.overall.rows, again.by_month.rows) == (report.overall.rows, report.by_month.rows)
            assert again.revisions == report.revisions
            assert ledger.fingerprint(report.recorded_up_to) == report.fingerprint
        assert [one for one in ledger.verify() if one.kind is Kind.FAULT] == []


@settings(max_examples=2, suppress_health_check=_UNHURRIED)
@given(scripts=_scripts)
def test_what_was_reported_while_others_wrote_comes_out_again(fresh_sqlite: Fresh, scripts: list[Script]) -> None:
    with fresh_sqlite() as target:
        reads_again(target, scripts)


@settings(max_examples=2, suppress_health_check=_UNHURRIED)
@given(scripts=_scripts)
def test_what_was_reported_while_others_wrote_comes_out_again_on_postgresql(
    fresh_postgresql: Fresh, scripts: list[Script]
) -> None:
    with fresh_postgresql() as target:
        reads_again(target, scripts)
