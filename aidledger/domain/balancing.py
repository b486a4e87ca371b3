"""Working out what each appropriation has left after what draws on it: a tree of acts and their components.

    us-supplemental-2024-04-24            an act, which draws on no other appropriation
      us-pda-authority-2024-04-24         a component: it draws on the act
        us-pda-determination-2024-09-26   a component of that
      us-usai-funds-2024-04-24

In full:

* A package counts for the nearest appropriation that it draws on, directly or through others, and for all that this
  one is a component of. Money at both ends of a link within one stage counts once, as `netting` says.
* What is committed is gross; a negative commitment gives authority back, and is restored. A negative appropriation is
  an adjustment of what is made available, and no component.
* What remains is what is made available, less what is committed, plus what is restored. Stages are not added: what is
  delivered is told beside it.
* What no component states of an act is not broken down. Of an act of mixed aid type that part is in no remainder,
  since much of it is not there for packages to draw on.
* Money in another currency than an appropriation's is not subtracted from it, and told apart. One that states no value
  has the currency of what it is a component of, else the only one that is drawn from it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from aidledger.domain.amounts import from_minor
from aidledger.domain.balances import Adjustment, Balance, Elsewhere, Figure, Figures, Linked, Tree
from aidledger.domain.bounds import Bound, combine
from aidledger.domain.netting import Net, Stated, net
from aidledger.domain.vocabulary import AidType, Stage


class _Sum(NamedTuple):
    minor: int = 0
    bound: Bound = Bound.EXACT

    def plus(self, other: "_Sum") -> "_Sum":
        return _Sum(self.minor + other.minor, combine((self.bound, other.bound)))

    def less(self, other: "_Sum") -> "_Sum":
        return _Sum(self.minor - other.minor, combine((self.bound, other.bound.flipped)))

    def told(self, code: str) -> Figure:
        return Figure(from_minor(self.minor, code), self.bound)


class _Drawn(NamedTuple):
    """What draws on an appropriation in one currency; what adjustments take from what is made available is negative."""

    committed: _Sum = _Sum()
    delivered: _Sum = _Sum()
    restored: _Sum = _Sum()
    adjusted: _Sum = _Sum()

    def plus(self, other: "_Drawn") -> "_Drawn":
        return _Drawn(*(mine.plus(its) for mine, its in zip(self, other, strict=True)))

    def left_of(self, available: _Sum) -> _Sum:
        left = available.less(self.committed).plus(self.restored)
        return _Sum() if left == (0, Bound.AT_MOST) else left  # at most nothing is nothing

    def figures(self, code: str | None, available: _Sum | None, remaining: _Sum | None) -> Figures:
        if code is None:
            return Figures(None, None, None, None, None)
        drawn = (self.committed.told(code), self.delivered.told(code), self.restored.told(code))
        return Figures(available and available.told(code), *drawn, remaining and remaining.told(code))


class _Account:
    """All that draws on one appropriation, by currency: on it alone, and on its components."""

    def __init__(self) -> None:
        self.own: dict[str, _Drawn] = defaultdict(_Drawn)
        self.below: dict[str, _Drawn] = defaultdict(_Drawn)
        self.packages_directly = 0
        self.packages_below = 0
        self.without_value = 0
        self.deliveries_without_value = 0

    def whole(self, code: str | None) -> _Drawn:
        return _Drawn() if code is None else self.own.get(code, _Drawn()).plus(self.below.get(code, _Drawn()))

    def take(self, component: "_Account", *, valued: bool) -> None:
        """Count what draws on a component, too."""
        for code in component.own.keys() | component.below.keys():
            self.below[code] = self.below[code].plus(component.whole(code))
        self.packages_below += component.packages_directly + component.packages_below
        self.without_value += component.without_value + (not valued)
        self.deliveries_without_value += component.deliveries_without_value


class _Held(NamedTuple):
    """What an appropriation makes available, and what of it is broken down, is not, remains, and must not be counted.

    `rest` is not broken down, and `rest_left` remains of that. `locked` is what remains where no remainder may tell it:
    of mixed aid, not broken down.
    """

    available: _Sum | None = None
    broken_down: _Sum = _Sum()
    rest: _Sum = _Sum()
    rest_left: _Sum | None = None
    remaining: _Sum | None = None
    locked: _Sum = _Sum()


def tree(packages: Iterable[Linked], ref: str | None = None) -> Tree:
    """The balance of the appropriation `ref`, or of each that is chosen and draws on no other one.

    `packages` holds all live packages that draw on any, all appropriations and all adjustments, in the order in which
    their balances shall stand. A circle, which no ledger takes in, hangs from nothing, and is left out.
    """
    by_id = {package.stated.id: package for package in packages}
    nearest = _nearest(by_id)
    components: dict[int, list[int]] = defaultdict(list)
    tops = []
    for id_, package in by_id.items():
        if not package.holds:
            continue
        above = nearest[id_]
        if above is not None:
            components[above].append(id_)
        if package.ref == ref if ref is not None else above is None and package.chosen:
            tops.append(id_)
    order = list(_order(tops, components))
    accounts = _accounts(by_id, nearest, {id_ for id_, _ in order})
    held = _holds(by_id, components, [id_ for id_, _ in reversed(order)], accounts)
    shown, donors = accounts.keys(), {by_id[id_].donor for id_ in tops}
    adjustments = [
        (nearest[id_], package) for id_, package in by_id.items()
        if package.adjusts and package.stated.stage in {Stage.APPROPRIATION, Stage.COMMITMENT}
    ]  # fmt: skip
    return Tree(
        balances=tuple(_balances(by_id, nearest, components, order, accounts, held)),
        adjusted=tuple(
            _adjustment(package) for above, package in adjustments
            if above in shown and package.stated.stage is Stage.APPROPRIATION
        ),
        adrift=tuple(
            _adjustment(package) for above, package in adjustments if above is None and package.donor in donors
        ),
        delivered_directly=sum(
            package.stated.stage is Stage.DELIVERY and package.stated.draws_on in shown for package in by_id.values()
        ),
        counted_for={
            by_id[id_].ref: by_id[above].ref for id_, above in nearest.items() if above is not None and above in shown
        },
    )  # fmt: skip


def _nearest(by_id: Mapping[int, Linked]) -> dict[int, int | None]:
    """The nearest appropriation above each package, by their ids."""
    found: dict[int, int | None] = {}
    for id_ in by_id:
        way, at, answer = [], id_, None
        while at not in found:
            way.append(at)
            found[at] = None  # a circle ends here
            above = by_id[at].stated.draws_on
            if above is None or above not in by_id:
                break
            if by_id[above].holds:
                answer = above
                break
            at = above
        else:
            answer = found[at]
        found.update(dict.fromkeys(way, answer))
    return found


def _order(tops: list[int], components: Mapping[int, list[int]]) -> Iterator[tuple[int, int]]:
    """Each appropriation with its depth, before its components."""
    waiting = [(top, 0) for top in reversed(tops)]
    seen = set()
    while waiting:
        id_, depth = waiting.pop()
        if id_ not in seen:
            seen.add(id_)
            yield id_, depth
            waiting += [(component, depth + 1) for component in reversed(components.get(id_, []))]


def _accounts(
    by_id: Mapping[int, Linked], nearest: Mapping[int, int | None], shown: Iterable[int]
) -> dict[int, _Account]:
    """What draws on each of the appropriations `shown` and on no component of theirs."""
    accounts = {id_: _Account() for id_ in shown}
    nets = net(package.stated for package in by_id.values() if package.stated.stage is not Stage.APPROPRIATION)
    for id_, package in by_id.items():
        account = accounts.get(nearest[id_] or 0)
        if account and not package.holds:
            stated = package.stated
            account.packages_directly += stated.stage is not Stage.APPROPRIATION
            _enter(account, stated, nets.get(id_, Net(stated.minor, stated.bound)))
    return accounts


def _enter(account: _Account, stated: Stated, counted: Net) -> None:
    if counted.within:
        return
    if counted.minor is None or stated.currency is None:
        if stated.stage is Stage.DELIVERY:
            account.deliveries_without_value += 1
        else:
            account.without_value += 1
        return
    counts, held = _Sum(counted.minor, counted.bound), account.own[stated.currency]
    if stated.stage is Stage.APPROPRIATION:
        held = held._replace(adjusted=held.adjusted.plus(counts))
    elif stated.stage is Stage.DELIVERY:
        held = held._replace(delivered=held.delivered.plus(counts))
    elif counts.minor < 0:
        held = held._replace(restored=held.restored.less(counts))
    else:
        held = held._replace(committed=held.committed.plus(counts))
    account.own[stated.currency] = held


def _holds(
    by_id: Mapping[int, Linked], components: Mapping[int, list[int]], order: Iterable[int],
    accounts: Mapping[int, _Account],
) -> dict[int, _Held]:  # fmt: skip
    """What each appropriation holds; `order` has components before what they are components of."""
    found: dict[int, _Held] = {}
    for id_ in order:
        package, account = by_id[id_], accounts[id_]
        for part in components[id_]:
            account.take(accounts[part], valued=by_id[part].stated.minor is not None)
        code = package.stated.currency
        parts = [found[part] for part in components[id_] if part in found and by_id[part].stated.currency == code]
        found[id_] = _held(package, account, parts, broken=bool(components[id_]))
    return found


def _held(package: Linked, account: _Account, parts: Iterable[_Held], *, broken: bool) -> _Held:
    """`parts` are the components in its own currency; it is `broken` down where it has any at all."""
    stated, code = package.stated, package.stated.currency
    if stated.minor is None or code is None:
        return _Held()
    mixed = package.aid_type is AidType.MIXED
    own, below, whole = account.own[code], account.below[code], account.whole(code)
    available = _Sum(stated.minor, stated.bound).plus(whole.adjusted)
    valued = [part for part in parts if part.available is not None]
    broken_down = _total(part.available or _Sum() for part in valued)
    locked = _total(part.locked for part in valued)
    rest = available.less(broken_down) if broken or mixed else _Sum()
    if not mixed:
        left = whole.left_of(available).less(locked)
        return _Held(available, broken_down, rest, own.left_of(rest), left, locked)
    if all(part.remaining is None for part in valued):
        return _Held(available, broken_down, rest, None, None, whole.left_of(available))
    idle = own.left_of(rest)
    if idle.minor <= 0:
        return _Held(available, broken_down, rest, None, whole.left_of(available).less(locked), locked)
    return _Held(available, broken_down, rest, None, below.left_of(broken_down).less(locked), locked.plus(idle))


def _balances(
    by_id: Mapping[int, Linked], nearest: Mapping[int, int | None], components: Mapping[int, list[int]],
    order: Sequence[tuple[int, int]], accounts: Mapping[int, _Account], held: Mapping[int, _Held],
) -> Iterator[Balance]:  # fmt: skip
    codes: dict[int | None, str | None] = {}
    mixed: dict[int, bool] = {}
    for id_, _ in reversed(order):
        mixed[id_] = by_id[id_].aid_type is AidType.MIXED or any(mixed.get(part) for part in components[id_])
    for id_, depth in order:
        package, account, holds = by_id[id_], accounts[id_], held[id_]
        parts = [(by_id[part].stated.currency, held[part], accounts[part]) for part in components[id_]]
        above = nearest[id_] if depth else None
        code = package.stated.currency
        if code is None:
            code = _only_currency(account, parts) if above is None else codes[above]
        codes[id_] = code
        own, whole = account.own.get(code or "", _Drawn()), account.whole(code)
        yield Balance(
            ref=package.ref,
            title=package.title,
            parent=None if above is None else by_id[above].ref,
            depth=depth,
            currency=code,
            mixed=mixed[id_],
            components=len(parts),
            figures=whole.figures(code, holds.available, holds.remaining),
            rest=own.figures(code, holds.rest, holds.rest_left) if holds.rest.minor > 0 else None,
            overdrawn=_overdrawn(holds, whole, code),
            packages=account.packages_directly + account.packages_below,
            directly=account.packages_directly,
            without_value=account.without_value,
            deliveries_without_value=account.deliveries_without_value,
            elsewhere=tuple(_elsewhere(account, parts, code)),
        )


_Part = tuple[str | None, _Held, _Account]


def _only_currency(account: _Account, parts: Iterable[_Part]) -> str | None:
    found = {*account.own, *account.below, *(code for code, _, _ in parts)} - {None}
    return found.pop() if len(found) == 1 else None


def _total(sums: Iterable[_Sum]) -> _Sum:
    total = _Sum()
    for one in sums:
        total = total.plus(one)
    return total


def _overdrawn(held: _Held, whole: _Drawn, code: str | None) -> Decimal | None:
    """By how much, as stated; what is "at least" so much cannot be overdrawn."""
    if code is None or held.available is None or held.available.bound is Bound.AT_LEAST:
        return None
    more = max(whole.committed.minor - whole.restored.minor, held.broken_down.minor) - held.available.minor
    return from_minor(more, code) if more > 0 else None


def _elsewhere(account: _Account, parts: Iterable[_Part], own: str | None) -> Iterator[Elsewhere]:
    """What draws on an appropriation directly in other currencies, and components in these with all of theirs."""
    found: dict[str, tuple[_Sum, _Drawn]] = {code: (drawn.adjusted, drawn) for code, drawn in account.own.items()}
    for code, held, component in parts:
        if code and code != own:
            available, drawn = found.get(code, (_Sum(), _Drawn()))
            found[code] = available.plus(held.available or _Sum()), drawn.plus(component.whole(code))
    for code, (available, drawn) in sorted(found.items()):
        sums = (available, drawn.committed, drawn.delivered, drawn.restored)
        if code != own and set(sums) != {_Sum()}:
            yield Elsewhere(code, *(one.told(code) for one in sums))


def _adjustment(package: Linked) -> Adjustment:
    minor, code, bound = package.stated.minor or 0, str(package.stated.currency), package.stated.bound
    return Adjustment(package.ref, code, from_minor(minor, code), bound)
