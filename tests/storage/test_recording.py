from aidledger.storage.ledger import Ledger
from support import package, raw
def test_a(ledger: Ledger, target: str) -> None:
    print(ledger.record(package()))
    with raw(target) as database:
        print(database.dump())
