"""What `aidledger import` does with files of each kind: histories, an edited workbook, a tracker's release, others."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import typer

from aidledger import intake
from aidledger.cli import options, output
from aidledger.cli.settings import Settings
from aidledger.domain.differences import NOT_DISCLOSED, differences
from aidledger.domain.evidence import with_kept_copies
from aidledger.domain.exported import Exported
from aidledger.domain.lookback import NOW
from aidledger.domain.packages import Entry, Package
from aidledger.domain.revisions import Revision, Stated
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import DateOrder, DecimalMark
from aidledger.errors import AidledgerError, Conflict, InvalidInput, Problem
from aidledger.intake.exported import Deleted
from aidledger.reports.wording import number_of, plural
from aidledger.storage.ledger import Ledger
from aidledger.storage.recording import Recorded

_NEEDS_REASON: Final = "hint: what is revised needs a reason: --reason TEXT"
_PLANNED: Final = "planned"
"""The reason of revisions that are shown and not recorded."""


class Ways(NamedTuple):
    """How files are to be read and recorded, as the options have it."""

    mapped: list[str]
    decimal: DecimalMark | None
    dates: DateOrder | None
    reason: str | None
    skip_bad: Path | None
    tracker: str | None
    release: str | None
    known_on: str | None
    new: bool

    def refuse_all_but(self, allowed: set[str], why: str) -> None:
        """Raise `InvalidInput` for an option that files of some kind do not take."""
        names = {"mapped": "--map", "tracker": "--format"}
        for field, value in self._asdict().items():
            if value and field not in allowed:
                option = names.get(field, f"--{field.replace('_', '-')}")
                raise InvalidInput(f"{option} was given, and {why}", "leave that option out")


class Import:
    """One run of the command: which ledger, in which ways, with which copies of sources."""

    def __init__(self, settings: Settings, ways: Ways, keep: Sequence[Path], *, dry_run: bool) -> None:
        self._settings = settings
        self._ways = ways
        self._keep = keep
        self._dry_run = dry_run

    def take(self, files: Sequence[Path]) -> None:
        """Import `files`; see the command."""
        histories = [path for path in files if intake.is_history(path)]
        if histories:
            if len(histories) < len(files):
                raise InvalidInput("a history (.jsonl) is restored by itself", "import other files apart")
            self._restore(files)
            return
        books = [path for path in files if intake.exported(path)]
        if (books or self._ways.tracker) and len(files) > 1:
            raise InvalidInput(f"{(books or files)[0]} is read by itself", "import other files apart")
        if self._ways.tracker:
            self._take_release(files[0])
        elif books:
            self._take_edits(files[0])
        else:
            self._take_files(files)

    def _restore(self, files: Sequence[Path]) -> None:
        self._ways.refuse_all_but(set(), "a history is restored as it was")
        with self._settings.write() as ledger:
            restored = ledger.restore(intake.read_ledgers(*files), dry_run=self._dry_run)
            verb = "would be restored" if self._dry_run else "restored"
            typer.echo(f"{number_of(restored.added, 'revision')} {verb}, {restored.already:,} already there")
            if not self._dry_run:
                self._say(f"fingerprint: {ledger.fingerprint()}")

    def _take_files(self, files: Sequence[Path]) -> None:
        ways = self._ways
        ways.refuse_all_but(set(ways._fields) - {"release", "known_on"}, "only a tracker has that: --format kiel")
        reading = intake.read(
            *files, mapped=[intake.Mapped.parse(text) for text in ways.mapped], decimal=ways.decimal, dates=ways.dates
        )
        self._say(*reading.understood())
        telling = self._telling(many=reading.rows >= output.MANY_ROWS)
        with self._settings.write() as ledger:
            if ways.skip_bad:
                self._leave_out_bad_rows(ledger, reading)
            with output.progress(reading.rows, quiet=self._settings.quiet or self._dry_run) as advance:
                telling.advance = advance
                try:
                    ledger.record_stream(
                        self._with_copies(ledger, reading), telling, new=ways.new, reason=ways.reason,
                        dry_run=self._dry_run,
                    )  # fmt: skip
                except AidledgerError as error:
                    raise type(error).of(reading.headed(error.problems)) from error
        typer.echo(telling.summary())
        if ways.skip_bad:
            self._put_aside(reading, ways.skip_bad)
        self._ask_for_reason(telling)

    def _leave_out_bad_rows(self, ledger: Ledger, reading: intake.Reading) -> None:
        """Try until what is left can be recorded; whatever is wrong but with rows of tables is raised."""
        while True:
            try:
                ledger.record_stream(reading, _tell_nobody, new=self._ways.new, reason=self._ways.reason, dry_run=True)
            except AidledgerError as error:
                if not reading.without(error.problems):
                    raise
            else:
                return

    def _put_aside(self, reading: intake.Reading, path: Path) -> None:
        # Rows are seldom bad.
        from aidledger.reports.repairs import put_aside

        bad = reading.left_out()
        for written in put_aside(bad, path):
            self._say(f"wrote {written}")
        if bad:
            self._say(f"{number_of(len(bad), 'row')} left out: repair and import them")

    def _take_edits(self, book: Path) -> None:
        """Record what was edited in a workbook that was exported, as revisions of what it showed then."""
        ways, told = self._ways, intake.exported(book)
        ways.refuse_all_but({"reason", "decimal", "dates"}, f"{book} was exported from a ledger")
        if told is None:
            raise InvalidInput(f"{book} was changed while it was read", "import it again")
        telling = self._telling()
        with self._settings.write() as ledger:
            if ledger.fingerprint(told.recorded.recorded_at) != told.fingerprint:
                raise Conflict(
                    f"{book} was exported from another ledger than {ledger.name}",
                    "name that one with --db, or import the sheets as tables: save them as CSV",
                )
            shown = ledger.find(told.period, told.filters, told.shown)
            edited = intake.read_edits(book, shown, decimal=ways.decimal, dates=ways.dates)
            entries = self._as_revisions(ledger, edited.entries, {one.ref: one for one in shown}, told)
            revised = next((entry for entry in entries if entry.reason), None)
            if revised and not (ways.reason or self._dry_run):
                raise InvalidInput(
                    f"{revised.place}: '{revised.stated.ref}' was edited, and a revision needs a reason",
                    "--dry-run shows all edits; --reason TEXT records them",
                )
            ledger.record_stream(self._with_copies(ledger, entries), telling, dry_run=self._dry_run)
        typer.echo(telling.summary())
        self._say(*map(_stays, edited.deleted))
        self._ask_for_reason(telling)

    def _as_revisions(
        self, ledger: Ledger, entries: Iterable[Entry], shown: Mapping[str, Revision], told: Exported
    ) -> list[Entry]:
        """The entries, those of packages that the workbook shows as revisions of what they were when it was made.

        Raises `Conflict` for those that it shows as they were still earlier: what came between would be undone.
        """
        found, past = [], []
        for entry in entries:
            seen = shown.get(entry.stated.ref or "")
            if seen is None:
                found.append(entry)
                continue
            chain = ledger.chain(seen.ref, told.recorded)
            if (head := NOW.speaking(chain)) and head.number != seen.number:
                lines = "".join(f"\n  {line}" for line in differences(seen.stated, head.stated))
                message = f"'{seen.ref}' was edited {told.as_of}, and says something else now:{lines}"
                hint = "export the workbook again, as of now, and edit that one"
                past.append(Problem(entry.place, message, hint))
            found.append(entry._replace(reason=self._ways.reason or _PLANNED, tip=len(chain)))
        if past:
            raise Conflict.of(past)
        return found

    def _take_release(self, file: Path) -> None:
        """Record what is new in a release of a tracker's data, and what it says differently than those before."""
        # Only trackers need it.
        from aidledger.intake.kiel import TAG, read_kiel, title_of
        from aidledger.intake.matching import matched

        ways = self._ways
        taken = {"tracker", "release", "known_on", "decimal", "dates"}
        ways.refuse_all_but(taken, "a tracker's release is recorded as it is")
        day = options.on_day("--known-on", ways.known_on) if ways.known_on else None
        entries = read_kiel(file, release=ways.release, known_on=day, decimal=ways.decimal, dates=ways.dates)
        telling = self._telling()
        with self._settings.write() as ledger:
            before = ledger.find(filters=Filters(tags=(TAG,)))
            told = matched(entries, before, title_of(ways.release))
            if before and (told.new or told.revised) and not (ways.release or day):
                raise InvalidInput(
                    f"{file} would change what is recorded of the tracker, and nothing says which release it is",
                    "name the release and its day: --release NAME --known-on DATE",
                )
            revised = [entry._replace(tip=len(ledger.chain(str(entry.stated.ref)))) for entry in told.revised]
            changed = self._with_copies(ledger, [*told.new, *revised])
            ledger.record_stream(changed, telling, dry_run=self._dry_run)
        telling.counts["already"] += len(told.unchanged)
        typer.echo(telling.summary())
        if told.gone:
            self._say(f"{number_of(len(told.gone), 'package')} of earlier releases not in it; they stay:")
            self._say(*(f"  {ref}" for ref in told.gone))

    def _with_copies(self, ledger: Ledger, entries: Iterable[Entry]) -> Iterable[Entry]:
        """The entries, with the copies of their sources that are kept with them."""
        if not self._keep:
            return entries
        return with_kept_copies(entries, [ledger.keep(file, dry_run=self._dry_run) for file in self._keep])

    def _telling(self, *, many: bool = False) -> "_Telling":
        return _Telling(planned=self._dry_run, quiet=self._settings.quiet or (many and not self._dry_run))

    def _ask_for_reason(self, telling: "_Telling") -> None:
        if telling.unexplained and not self._ways.reason:
            self._say(_NEEDS_REASON)

    def _say(self, *lines: str) -> None:
        output.say(*lines, quiet=self._settings.quiet)


def _stays(deleted: Deleted) -> str:
    """What to say of rows that are gone from a workbook."""
    ref, kind, numbers = deleted
    if not numbers:
        return f"{ref}: its row was deleted, and it stays: 'aidledger cancel {ref}' takes it out"
    which = f"{kind if len(numbers) == 1 else plural(kind)} {', '.join(map(str, numbers))}"
    remedy = f"--item-at {numbers[0]}=" if kind == "item" else "--source"
    return f"{ref}: rows of {which} were deleted, and stay: 'aidledger revise {ref} {remedy}' changes that"


def _in_brief(stated: Stated) -> str:
    """What a misread file would have wrong: `EUR 1,234,567.89, 2 items`."""
    if not isinstance(stated, Package):
        return str(stated.published_total)
    items = [number_of(len(stated.items), "item")] if stated.items else []
    return ", ".join([str(stated.amount or NOT_DISCLOSED), *items])


def _tell_nobody(_entry: Entry, _recorded: Recorded) -> None:
    """For a try, whose outcome alone matters."""


class _Telling:
    """Says what becomes of each entry, and counts it: of a plan at once, of what is recorded when all of it is."""

    def __init__(self, *, planned: bool, quiet: bool) -> None:
        self._planned = planned
        self._quiet = quiet
        self._held: list[str] = []
        self.counts: Counter[str] = Counter()
        self.unexplained = False
        """Whether something is revised for no reason that was given."""
        self.advance: Callable[[int], None] = lambda _rows: None

    def __call__(self, entry: Entry, recorded: Recorded) -> None:
        kind = "already" if recorded.already else "revised" if recorded.changes else "recorded"
        self.counts[kind] += 1
        self.unexplained = self.unexplained or (kind == "revised" and entry.reason in {None, _PLANNED})
        self.advance(1)
        if self._quiet or not (self._planned or recorded.changes or entry.stated.ref is None):
            return
        would = "would be " if self._planned and not recorded.already else ""
        verb = {"already": "already recorded as", "recorded": "recorded as", "revised": "revised:"}[kind]
        stated = f": {_in_brief(entry.stated)}" if self._planned and kind == "recorded" else ""
        lines = [f"{entry.place}: {would}{verb} {recorded.ref}{stated}", *(f"  {one}" for one in recorded.changes)]
        if self._planned:
            output.say(*lines)
        else:
            self._held += lines

    def summary(self) -> str:
        """`2 recorded, 1 revised, 0 already there`, once all is done."""
        output.say(*self._held)
        would = "would be " if self._planned else ""
        revised = [f"{self.counts['revised']:,} {would}revised"] if self.counts["revised"] else []
        already = f"{self.counts['already']:,} already there"
        return ", ".join([f"{self.counts['recorded']:,} {would}recorded", *revised, already])
